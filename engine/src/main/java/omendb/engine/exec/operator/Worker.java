package omendb.engine.exec.operator;

import omendb.engine.exec.memory.NativeArena;

/// What the steps of one thread share.
final class Worker implements AutoCloseable {
  private final QueryRun run;
  private final java.util.List<NativeArena> arenas = new java.util.ArrayList<>();

  Worker(QueryRun run) {
    this.run = run;
  }

  /// An arena for texts made by a step; the step resets it at each window.
  NativeArena windowArena() {
    NativeArena arena = new NativeArena(run.memory());
    arenas.add(arena);
    return arena;
  }

  @Override
  public void close() {
    arenas.forEach(NativeArena::close);
  }
}
