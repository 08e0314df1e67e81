package omendb.engine.exec.operator;

/// A step of a lane, before it is made for each thread.
interface StepFactory {
  /// Runs what must be complete before the lane's source is opened, such as a join's build side;
  /// called once per stream that has the step, before any of its lanes begins.
  default void prepare(QueryRun run) {}

  Step create(QueryRun run, Worker worker, Step next);
}
