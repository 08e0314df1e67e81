package omendb.engine.exec.operator;

import java.util.ArrayList;
import java.util.List;
import omendb.core.ColumnType;
import omendb.core.ColumnVector;
import omendb.core.Morsel;
import omendb.engine.exec.memory.NativeArena;
import omendb.engine.exec.spill.SpillFile;
import omendb.engine.exec.vector.Vectors;
import omendb.planner.plan.Plan.JoinKind;

/// A join of which both sides are on disk, in parts: after all probe rows have come, each part is
/// built and probed by one thread. Without rows when the build side has had room in memory.
final class SpilledJoin extends Source {
  private final JoinShape shape;
  private final List<ColumnType> types;

  /// @param types what the join hands on
  SpilledJoin(JoinShape shape, List<ColumnType> types) {
    this.shape = shape;
    this.types = types;
  }

  @Override
  List<ColumnType> types() {
    return types;
  }

  @Override
  List<? extends Morsel> open(QueryRun run) {
    JoinBuild build = shape.build();
    List<Part> parts = new ArrayList<>();
    if (build.spilled()) {
      build.probes().forEach(SpillParts::finish);
      for (int p = 0; p < SpillParts.PARTS; p++) {
        Part part = new Part(files(build.parts(), p), files(build.probes(), p));
        if (part.rowCount() > 0) {
          parts.add(part);
        }
      }
    }
    return parts;
  }

  private static List<SpillFile> files(List<SpillParts> all, int part) {
    List<SpillFile> files = new ArrayList<>();
    all.forEach(parts -> files.addAll(parts.files(part)));
    return files;
  }

  @Override
  MorselReader reader(QueryRun run, Worker worker, Step first) {
    return new PartReader(run, first);
  }

  /// The rows of both sides whose keys are in one part.
  private record Part(List<SpillFile> build, List<SpillFile> probe) implements Morsel {
    @Override
    public int rowCount() {
      long rows = 0;
      for (SpillFile file : build) {
        rows += file.rows();
      }
      for (SpillFile file : probe) {
        rows += file.rows();
      }
      return (int) Math.min(Integer.MAX_VALUE, rows);
    }

    @Override
    public Tier tier() {
      return Tier.MEMORY;
    }

    @Override
    public int load(int from, int count) {
      throw new IllegalStateException("a part is read as a whole");
    }

    @Override
    public void read(int column, ColumnVector into) {
      throw new IllegalStateException("a part is read as a whole");
    }

    @Override
    public void readSelected(int column, int[] selection, int count, ColumnVector into) {
      throw new IllegalStateException("a part is read as a whole");
    }

    @Override
    public byte[] key(int row) {
      throw new IllegalStateException("an intermediate row has no key");
    }
  }

  /// Joins parts, in one thread.
  private final class PartReader extends MorselReader {
    private final QueryRun run;
    private final Step first;

    PartReader(QueryRun run, Step first) {
      super(run, List.of(), List.of(), -1, first);
      this.run = run;
      this.first = first;
    }

    @Override
    void read(Morsel morsel) {
      Part files = (Part) morsel;
      try (QueryRun part = run.part()) {
        JoinBuild build = build(files, part);
        Worker worker = part.own(new Worker(part));
        ProbeStep probe = new ProbeStep(shape.with(build), part, worker, first);
        ColumnVector[] rows = Vectors.allocate(shape.probeTypes());
        NativeArena arena = part.arena();
        for (SpillFile file : files.probe()) {
          for (int block = 0; block < file.blocks() && !stopped(); block++) {
            run.check();
            probe.consume(rows, file.read(block, rows, arena));
          }
          file.close();
        }
        if (shape.marksOnly()) {
          rest(build, shape.kind() == JoinKind.RIGHT_SEMI, first);
        } else if (shape.keepsBuildRows()) {
          rest(build, false, new JoinBuilder.PadStep(shape.retainedTypes(), first));
        }
        first.endMorsel();
      }
    }

    private JoinBuild build(Part files, QueryRun part) {
      List<ColumnType> buildTypes = shape.build().types();
      Rows rows = part.own(new Rows(buildTypes, part.memory()));
      ColumnVector[] block = Vectors.allocate(buildTypes);
      try (NativeArena arena = new NativeArena(part.memory())) {
        for (SpillFile file : files.build()) {
          for (int b = 0; b < file.blocks(); b++) {
            run.check();
            rows.append(block, file.read(b, block, arena));
          }
          file.close();
        }
      }
      return shape.build().part(part, rows);
    }

    /// Build rows by whether they have found a match.
    private void rest(JoinBuild build, boolean withMatch, Step to) {
      MorselReader reader = new MorselReader(run, build.payloadTypes(), List.of(), -1, to);
      for (Morsel morsel : build.rows(withMatch)) {
        if (!stopped()) {
          reader.read(morsel);
        }
      }
    }
  }
}
