package omendb.engine.exec.operator;

import java.util.ArrayList;
import java.util.List;

/// A source and the steps that its rows go through.
record Lane(Source source, List<StepFactory> steps) {
  Lane {
    steps = List.copyOf(steps);
  }

  Lane with(StepFactory step) {
    List<StepFactory> longer = new ArrayList<>(steps);
    longer.add(step);
    return new Lane(source, longer);
  }

  /// The chain of steps for one thread, ending in `last`.
  Step chain(QueryRun run, Worker worker, Step last) {
    Step next = last;
    for (int i = steps.size() - 1; i >= 0; i--) {
      next = steps.get(i).create(run, worker, next);
    }
    return next;
  }
}
