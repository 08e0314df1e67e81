package omendb.engine.exec;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import omendb.planner.plan.Plan;
import org.jspecify.annotations.Nullable;

/// What the nodes of a plan did in one execution: rows that each handed on, the times of its first
/// and its last, and the most memory that was held at any of these moments. Thread-safe.
public final class PlanProfile {
  private final LongSupplier clockNanos;
  private final long startNanos;
  private final Map<Plan, Node> nodes = Collections.synchronizedMap(new IdentityHashMap<>());
  private final AtomicLong memoryBytes = new AtomicLong();

  /// One node of the plan.
  public static final class Node {
    private final LongAdder rows = new LongAdder();
    private final AtomicLong firstNanos = new AtomicLong(Long.MAX_VALUE);
    private final AtomicLong lastNanos = new AtomicLong();
    private final AtomicReference<Pruning> pruning = new AtomicReference<>(Pruning.NONE);

    public long rows() {
      return rows.sum();
    }

    /// From the start to the first rows, 0 if there were none.
    public long firstNanos() {
      return rows() == 0 ? 0 : firstNanos.get();
    }

    /// From the start to the last rows.
    public long lastNanos() {
      return lastNanos.get();
    }

    /// What all scans of this node were spared.
    public Pruning pruning() {
      return pruning.get();
    }
  }

  public PlanProfile(LongSupplier clockNanos) {
    this.clockNanos = clockNanos;
    this.startNanos = clockNanos.getAsLong();
  }

  /// The node's own counts; a node that is built more than once has them in common.
  public Node node(Plan plan) {
    return nodes.computeIfAbsent(plan, _ -> new Node());
  }

  /// The node's counts, null when it has not been run by itself.
  public @Nullable Node find(Plan plan) {
    return nodes.get(plan);
  }

  public void count(Node node, long rows, long usedBytes) {
    long now = elapsedNanos();
    node.rows.add(rows);
    node.firstNanos.accumulateAndGet(now, Math::min);
    node.lastNanos.accumulateAndGet(now, Math::max);
    memoryBytes.accumulateAndGet(usedBytes, Math::max);
  }

  /// Notes what a scan of the node was spared.
  public void pruned(Node node, Pruning pruning) {
    node.pruning.accumulateAndGet(pruning, Pruning::plus);
  }

  public long elapsedNanos() {
    return clockNanos.getAsLong() - startNanos;
  }

  public long memoryBytes() {
    return memoryBytes.get();
  }
}
