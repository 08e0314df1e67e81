package omendb.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import omendb.core.text.JsonText;
import omendb.engine.exec.PlanProfile;
import omendb.engine.exec.Pruning;
import omendb.planner.PlanPrinter;
import omendb.planner.PlanPrinter.Line;
import omendb.planner.plan.Plan;
import org.jspecify.annotations.Nullable;

/// What EXPLAIN answers, as text or as JSON, in PostgreSQL's shape.
final class PlanText {
  private final ExplainOptions options;
  private final ExplainCommand.@Nullable Execution execution;
  private final long planningNanos;

  PlanText(
      ExplainOptions options, ExplainCommand.@Nullable Execution execution, long planningNanos) {
    this.options = options;
    this.execution = execution;
    this.planningNanos = planningNanos;
  }

  List<String> text(List<Line> lines) {
    List<String> texts = new ArrayList<>();
    String behindDetails = null;
    for (Line line : lines) {
      Plan plan = line.plan();
      if (behindDetails != null && (plan != null || line.depth() < 0)) {
        texts.add(behindDetails);
        behindDetails = null;
      }
      String end = "";
      if (plan != null) {
        end = (options.costs() ? "  (rows=" + PlanPrinter.rows(plan) + ")" : "") + actual(plan);
      }
      texts.add(PlanPrinter.text(line, end));
      Pruning pruning = pruning(plan);
      if (pruning != null) {
        behindDetails = PlanPrinter.text(new Line(line.depth(), words(pruning), null), "");
      }
    }
    if (behindDetails != null) {
      texts.add(behindDetails);
    }
    if (options.summary()) {
      texts.add("Planning Time: " + millis(planningNanos) + " ms");
    }
    ExplainCommand.Execution done = execution;
    if (done != null) {
      texts.add("Memory: " + kilobytes(done.profile().memoryBytes()) + "kB");
      texts.add("Spilled: " + kilobytes(done.spilledBytes()) + "kB");
      if (options.summary()) {
        texts.add("Execution Time: " + millis(done.nanos()) + " ms");
      }
    }
    return texts;
  }

  /// What the scan was spared; null when nothing ran, or there were no segments.
  private @Nullable Pruning pruning(@Nullable Plan plan) {
    ExplainCommand.Execution done = execution;
    PlanProfile.Node node = done == null || plan == null ? null : done.profile().find(plan);
    return node == null || node.pruning().segments() == 0 ? null : node.pruning();
  }

  private static String words(Pruning pruning) {
    return String.format(
        Locale.ROOT,
        "Segments Pruned: %d of %d (%d of %d row groups)",
        pruning.segmentsPruned(),
        pruning.segments(),
        pruning.rowGroupsPruned(),
        pruning.rowGroups());
  }

  /// What a node did; empty when nothing ran, or the node as a part of another.
  private String actual(Plan plan) {
    Actual actual = measured(plan);
    if (actual == null) {
      return "";
    }
    String time =
        options.timing()
            ? "time=" + millis(actual.firstNanos()) + ".." + millis(actual.lastNanos()) + " "
            : "";
    return " (actual " + time + "rows=" + actual.rows() + " loops=1)";
  }

  private record Actual(long rows, long firstNanos, long lastNanos) {}

  private @Nullable Actual measured(Plan plan) {
    ExplainCommand.Execution done = execution;
    if (done == null) {
      return null;
    }
    PlanProfile.Node node = done.profile().find(plan);
    if (plan == done.root()) {
      long first = node == null ? 0 : node.firstNanos();
      return new Actual(done.rows(), first, done.nanos());
    }
    return node == null ? null : new Actual(node.rows(), node.firstNanos(), node.lastNanos());
  }

  String json(List<Line> lines) {
    StringBuilder out = new StringBuilder("[\n  {\n    \"Plan\": ");
    int[] at = {0};
    node(lines, at, out, "    ");
    for (; at[0] < lines.size(); at[0]++) {
      Line line = lines.get(at[0]);
      if (line.depth() < 0) {
        String[] words = line.text().strip().split(": ", 2);
        boolean named = words.length > 1;
        field(out, "    ", named ? words[0] : "Part", quoted(words[named ? 1 : 0]));
      } else if (line.plan() != null) {
        out.append(",\n    \"Part Plan\": ");
        node(lines, at, out, "    ");
        at[0]--;
      }
    }
    if (options.summary()) {
      field(out, "    ", "Planning Time", millis(planningNanos));
    }
    ExplainCommand.Execution done = execution;
    if (done != null) {
      field(out, "    ", "Memory", Long.toString(kilobytes(done.profile().memoryBytes())));
      field(out, "    ", "Spilled", Long.toString(kilobytes(done.spilledBytes())));
      field(out, "    ", "Execution Time", millis(done.nanos()));
    }
    return out.append("\n  }\n]").toString();
  }

  /// Appends the node at the position, which moves behind its inputs.
  private void node(List<Line> lines, int[] at, StringBuilder out, String indent) {
    Line top = lines.get(at[0]++);
    Plan plan = java.util.Objects.requireNonNull(top.plan());
    String inner = indent + "  ";
    int on = top.text().indexOf(" on ");
    String type = on < 0 ? top.text() : top.text().substring(0, on);
    out.append("{\n").append(inner).append("\"Node Type\": ").append(quoted(type));
    if (on >= 0) {
      field(out, inner, "Relation Name", quoted(top.text().substring(on + " on ".length())));
    }
    if (options.costs()) {
      field(out, inner, "Plan Rows", PlanPrinter.rows(plan));
    }
    Actual actual = measured(plan);
    if (actual != null) {
      if (options.timing()) {
        field(out, inner, "Actual Startup Time", millis(actual.firstNanos()));
        field(out, inner, "Actual Total Time", millis(actual.lastNanos()));
      }
      field(out, inner, "Actual Rows", Long.toString(actual.rows()));
      field(out, inner, "Actual Loops", "1");
    }
    while (at[0] < lines.size()
        && lines.get(at[0]).plan() == null
        && lines.get(at[0]).depth() == top.depth()) {
      String[] words = lines.get(at[0]++).text().split(": ", 2);
      field(out, inner, words[0], quoted(words.length > 1 ? words[1] : ""));
    }
    Pruning pruning = pruning(plan);
    if (pruning != null) {
      field(out, inner, "Segments", Integer.toString(pruning.segments()));
      field(out, inner, "Segments Pruned", Integer.toString(pruning.segmentsPruned()));
      field(out, inner, "Row Groups", Integer.toString(pruning.rowGroups()));
      field(out, inner, "Row Groups Pruned", Integer.toString(pruning.rowGroupsPruned()));
    }
    String before = ",\n" + inner + "\"Plans\": [\n" + inner + "  ";
    boolean inputs = false;
    while (at[0] < lines.size()
        && lines.get(at[0]).plan() != null
        && lines.get(at[0]).depth() > top.depth()) {
      out.append(before);
      node(lines, at, out, inner + "  ");
      before = ",\n" + inner + "  ";
      inputs = true;
    }
    out.append(inputs ? "\n" + inner + "]" : "").append('\n').append(indent).append('}');
  }

  private static void field(StringBuilder out, String indent, String name, String value) {
    out.append(",\n").append(indent).append(quoted(name)).append(": ").append(value);
  }

  private static String quoted(String text) {
    StringBuilder out = new StringBuilder();
    JsonText.quote(text, out);
    return out.toString();
  }

  private static String millis(long nanos) {
    return String.format(Locale.ROOT, "%.3f", nanos / 1e6);
  }

  private static long kilobytes(long bytes) {
    return (bytes + 1023) / 1024;
  }
}
