package omendb.planner;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import omendb.planner.plan.AggregateFunction;
import omendb.planner.plan.Expr;
import omendb.planner.plan.Plan;
import omendb.planner.rel.Exprs;
import org.jspecify.annotations.Nullable;

/// Prints plans as PostgreSQL's EXPLAIN does: a tree of nodes, details indented below each.
public final class PlanPrinter {
  private final Notes notes;
  private final List<Line> lines = new ArrayList<>();

  /// A line of EXPLAIN.
  ///
  /// @param depth of the node that the line is or belongs to; -1 for the statement as a whole
  /// @param plan the node, null for a line about one
  public record Line(int depth, String text, @Nullable Plan plan) {}

  /// What only the engine knows.
  public interface Notes {
    /// The name of a table's column (0-based), or null when it is not known.
    @Nullable String columnName(int tableOid, int column);

    /// Lines about a scan: rows and segments per tier.
    List<String> scan(Plan.Scan scan);
  }

  private static final Notes NONE =
      new Notes() {
        @Override
        public @Nullable String columnName(int tableOid, int column) {
          return null;
        }

        @Override
        public List<String> scan(Plan.Scan scan) {
          return List.of();
        }
      };

  private PlanPrinter(Notes notes) {
    this.notes = notes;
  }

  public static List<String> explain(PlannedStatement statement) {
    return explain(statement, NONE);
  }

  /// The lines of EXPLAIN.
  public static List<String> explain(PlannedStatement statement, Notes notes) {
    List<String> texts = new ArrayList<>();
    for (Line line : lines(statement, notes)) {
      Plan plan = line.plan();
      texts.add(text(line, plan == null ? "" : "  (rows=" + rows(plan) + ")"));
    }
    return texts;
  }

  /// The line as it is indented in the text, with more to say of a node at its end.
  public static String text(Line line, String end) {
    int depth = line.depth();
    if (line.plan() == null) {
      return depth < 0 ? line.text() : " ".repeat(6 * depth + 2) + line.text();
    }
    return (depth == 0 ? "" : " ".repeat(6 * (depth - 1) + 2) + "->  ") + line.text() + end;
  }

  /// The rows that a node is expected to hand on, at least one unless there are none.
  public static String rows(Plan plan) {
    return number(plan.rows());
  }

  /// The nodes of a plan, each followed by what is to be said of it, then its inputs.
  public static List<Line> lines(PlannedStatement statement, Notes notes) {
    PlanPrinter printer = new PlanPrinter(notes);
    printer.print(statement.plan(), 0);
    for (PlannedStatement.Change change : statement.changes()) {
      printer.lines.add(new Line(-1, "  CTE " + change.name(), null));
      printer.print(change.plan(), 1);
    }
    PlannedStatement.Route route = statement.route();
    printer.summary(
        "Route: %s (cost=%s)"
            .formatted(route.lane().name().toLowerCase(Locale.ROOT), number(route.cost())));
    if (!route.rejected().isEmpty()) {
      printer.summary("Rejected: " + route.rejected());
    }
    return printer.lines;
  }

  private static String number(double rows) {
    return String.format(Locale.ROOT, "%.0f", Math.max(rows, rows > 0 ? 1 : 0));
  }

  private void node(int depth, String title, Plan plan) {
    lines.add(new Line(depth, title, plan));
  }

  private void summary(String text) {
    lines.add(new Line(-1, text, null));
  }

  private static String locked(Plan.RowLock lock) {
    String wait = lock.onLocked() == Plan.LockWait.WAIT ? "" : " " + words(lock.onLocked());
    return lock.name() + " for " + words(lock.strength()) + wait;
  }

  private static String words(Enum<?> word) {
    return word.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private void detail(int depth, String text) {
    lines.add(new Line(depth, text, null));
  }

  /// Prints the node and its inputs; the names of its output columns.
  private List<String> print(Plan plan, int depth) {
    return switch (plan) {
      case Plan.Scan scan -> scan(scan, depth);
      case Plan.Lookup lookup -> lookup(lookup, depth);
      case Plan.IndexScan scan -> indexScan(scan, depth);
      case Plan.Values values -> {
        node(depth, values.tuples().size() == 1 ? "Result" : "Values Scan", values);
        yield numbered("column", values.types().size());
      }
      case Plan.Filter filter -> {
        node(depth, "Filter", filter);
        int at = lines.size();
        List<String> names = print(filter.input(), depth + 1);
        insert(at, depth, "Filter: " + new ExprPrinter(names).print(filter.condition()));
        yield names;
      }
      case Plan.Project project -> project(project, depth);
      case Plan.Join join -> join(join, depth);
      case Plan.Aggregate aggregate -> aggregate(aggregate, depth);
      case Plan.Sort sort -> {
        node(depth, sort.limit() == null ? "Sort" : "Top-N Sort", sort);
        int at = lines.size();
        List<String> names = print(sort.input(), depth + 1);
        limits(at, depth, sort.limit(), sort.offset());
        insert(at, depth, "Sort Key: " + keys(sort.keys(), names));
        yield names;
      }
      case Plan.Limit limit -> {
        node(depth, "Limit", limit);
        int at = lines.size();
        List<String> names = print(limit.input(), depth + 1);
        limits(at, depth, limit.limit(), limit.offset());
        yield names;
      }
      case Plan.LockRows locks -> {
        node(depth, "LockRows", locks);
        int at = lines.size();
        List<String> names = print(locks.input(), depth + 1);
        limits(at, depth, locks.limit(), locks.offset());
        for (Plan.RowLock lock : locks.locks().reversed()) {
          insert(at, depth, "Lock: " + locked(lock));
        }
        yield names;
      }
      case Plan.SetOperation set -> {
        String all = set.all() ? " All" : "";
        String kind = set.kind().name();
        node(depth, kind.charAt(0) + kind.substring(1).toLowerCase(Locale.ROOT) + all, set);
        List<String> names = List.of();
        for (Plan input : set.inputs()) {
          List<String> own = print(input, depth + 1);
          names = names.isEmpty() ? own : names;
        }
        yield names;
      }
      case Plan.RecursiveUnion union -> recursion(union, depth);
      case Plan.WorkingTable table -> workingTable(table, depth);
      case Plan.Window window -> window(window, depth);
      case Plan.ProjectSet set -> projectSet(set, depth);
      case Plan.Insert insert -> {
        node(depth, "Insert on " + insert.name(), insert);
        Plan.OnConflict conflict = insert.onConflict();
        if (conflict != null) {
          detail(
              depth,
              "Conflict Resolution: " + (conflict.assignments().isEmpty() ? "NOTHING" : "UPDATE"));
        }
        print(insert.source(), depth + 1);
        yield List.of();
      }
      case Plan.Update update -> {
        node(depth, "Update on " + update.name(), update);
        int at = lines.size();
        List<String> names = print(update.source(), depth + 1);
        for (Plan.Assignment set : update.assignments().reversed()) {
          String target = column(update.tableOid(), set.column());
          insert(at, depth, "Set: " + target + " = " + new ExprPrinter(names).print(set.value()));
        }
        yield List.of();
      }
      case Plan.Merge merge -> {
        node(depth, "Merge on " + merge.name(), merge);
        print(merge.source(), depth + 1);
        yield List.of();
      }
      case Plan.Delete delete -> {
        node(depth, "Delete on " + delete.name(), delete);
        print(delete.source(), depth + 1);
        yield List.of();
      }
    };
  }

  private List<String> recursion(Plan.RecursiveUnion union, int depth) {
    node(depth, "Recursive Union", union);
    List<String> names = print(union.seed(), depth + 1);
    print(union.step(), depth + 1);
    return names;
  }

  private List<String> workingTable(Plan.WorkingTable table, int depth) {
    node(depth, "WorkTable Scan", table);
    return numbered("column", table.types().size());
  }

  private void insert(int at, int depth, String text) {
    lines.add(at, new Line(depth, text, null));
  }

  private static List<String> numbered(String name, int count) {
    List<String> names = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      names.add(name + i);
    }
    return names;
  }

  private String column(int tableOid, int column) {
    String name = notes.columnName(tableOid, column);
    return name == null ? "c" + column : name;
  }

  private List<String> names(int tableOid, List<Integer> columns) {
    return columns.stream().map(c -> column(tableOid, c)).toList();
  }

  private List<String> scan(Plan.Scan scan, int depth) {
    List<String> names = names(scan.tableOid(), scan.columns());
    ExprPrinter expressions = new ExprPrinter(names);
    node(depth, (scan.key() == null ? "Seq Scan on " : "Key Scan on ") + scan.name(), scan);
    if (scan.key() != null) {
      detail(depth, "Key: " + key(scan.key(), expressions));
    }
    if (scan.filter() != null) {
      detail(depth, "Filter: " + expressions.print(scan.filter()));
    }
    if (!scan.zones().isEmpty()) {
      List<String> zones = new ArrayList<>();
      for (Plan.ZoneBound zone : scan.zones()) {
        zones.add(column(scan.tableOid(), zone.column()));
      }
      detail(depth, "Zones: " + String.join(", ", zones));
    }
    notes.scan(scan).forEach(line -> detail(depth, line));
    return names;
  }

  private List<String> indexScan(Plan.IndexScan scan, int depth) {
    Plan.Scan table = scan.table();
    List<String> names = names(table.tableOid(), table.columns());
    ExprPrinter expressions = new ExprPrinter(names);
    node(depth, "Index Scan using " + scan.indexName() + " on " + table.name(), scan);
    List<String> terms = terms(scan);
    List<String> conditions = new ArrayList<>();
    for (int i = 0; i < scan.key().equal().size(); i++) {
      String column = terms.get(i);
      conditions.add("(" + column + " = " + expressions.print(scan.key().equal().get(i)) + ")");
    }
    int next = scan.key().equal().size();
    Expr lower = scan.key().lower();
    Expr upper = scan.key().upper();
    if (lower != null || upper != null) {
      String column = terms.get(next);
      if (lower != null) {
        String sign = scan.key().lowerInclusive() ? " >= " : " > ";
        conditions.add("(" + column + sign + expressions.print(lower) + ")");
      }
      if (upper != null) {
        String sign = scan.key().upperInclusive() ? " <= " : " < ";
        conditions.add("(" + column + sign + expressions.print(upper) + ")");
      }
    }
    if (!conditions.isEmpty()) {
      detail(depth, "Index Cond: " + String.join(" AND ", conditions));
    }
    if (table.filter() != null) {
      detail(depth, "Filter: " + expressions.print(table.filter()));
    }
    return names;
  }

  /// What is indexed, with the names of the table's columns.
  private List<String> terms(Plan.IndexScan scan) {
    int[] width = new int[1];
    for (Expr term : scan.terms()) {
      Exprs.visit(
          term,
          e ->
              width[0] = e instanceof Expr.Column c ? Math.max(width[0], c.index() + 1) : width[0]);
    }
    List<Integer> columns = IntStream.range(0, width[0]).boxed().toList();
    ExprPrinter printer = new ExprPrinter(names(scan.table().tableOid(), columns));
    return scan.terms().stream().map(printer::print).toList();
  }

  private static String key(Plan.KeyBounds key, ExprPrinter expressions) {
    List<String> parts = new ArrayList<>();
    key.equal().forEach(e -> parts.add("= " + expressions.print(e)));
    if (key.lower() != null) {
      parts.add((key.lowerInclusive() ? ">= " : "> ") + expressions.print(key.lower()));
    }
    if (key.upper() != null) {
      parts.add((key.upperInclusive() ? "<= " : "< ") + expressions.print(key.upper()));
    }
    return String.join(", ", parts);
  }

  private List<String> lookup(Plan.Lookup lookup, int depth) {
    List<String> names = names(lookup.tableOid(), lookup.columns());
    ExprPrinter expressions = new ExprPrinter(names);
    node(depth, "Key Lookup on " + lookup.name(), lookup);
    List<String> key = lookup.key().stream().map(expressions::print).toList();
    detail(depth, "Key: " + String.join(", ", key));
    if (lookup.filter() != null) {
      detail(depth, "Filter: " + expressions.print(lookup.filter()));
    }
    return names;
  }

  /// A projection is no line of its own: its expressions take their names along.
  private List<String> project(Plan.Project project, int depth) {
    List<String> below = print(project.input(), depth);
    ExprPrinter expressions = new ExprPrinter(below);
    return project.expressions().stream().map(expressions::print).toList();
  }

  private List<String> join(Plan.Join join, int depth) {
    String kind =
        switch (join.kind()) {
          case INNER -> "";
          case LEFT -> " Left";
          case RIGHT -> " Right";
          case FULL -> " Full";
          case SEMI -> " Semi";
          case ANTI -> " Anti";
          case RIGHT_SEMI -> " Right Semi";
          case RIGHT_ANTI -> " Right Anti";
        };
    boolean hash = !join.leftKeys().isEmpty();
    node(depth, (hash ? "Hash" + kind + " Join" : "Nested Loop" + kind), join);
    int at = lines.size();
    List<String> left = print(join.left(), depth + 1);
    List<String> right = print(join.right(), depth + 1);
    List<String> both = new ArrayList<>(left);
    both.addAll(right);
    if (join.residual() != null) {
      insert(at, depth, "Join Filter: " + new ExprPrinter(both).print(join.residual()));
    }
    if (hash) {
      List<String> equations = new ArrayList<>();
      for (int i = 0; i < join.leftKeys().size(); i++) {
        equations.add(
            "("
                + new ExprPrinter(left).print(join.leftKeys().get(i))
                + " = "
                + new ExprPrinter(right).print(join.rightKeys().get(i))
                + ")");
      }
      insert(at, depth, "Hash Cond: " + String.join(" AND ", equations));
    }
    return switch (join.kind()) {
      case SEMI, ANTI -> left;
      case RIGHT_SEMI, RIGHT_ANTI -> right;
      case INNER, LEFT, RIGHT, FULL -> both;
    };
  }

  private List<String> aggregate(Plan.Aggregate aggregate, int depth) {
    node(depth, aggregate.keys().isEmpty() ? "Aggregate" : "HashAggregate", aggregate);
    int at = lines.size();
    List<String> below = print(aggregate.input(), depth + 1);
    List<String> names = new ArrayList<>();
    aggregate.keys().forEach(key -> names.add(below.get(key)));
    if (!names.isEmpty()) {
      String sets = aggregate.groupingSets().size() > 1 ? " " + aggregate.groupingSets() : "";
      insert(at, depth, "Group Key: " + String.join(", ", names) + sets);
    }
    for (Plan.AggregateCall call : aggregate.calls()) {
      names.add(call(call, below));
    }
    return names;
  }

  private static String call(Plan.AggregateCall call, List<String> below) {
    boolean star = call.function() == AggregateFunction.COUNT_STAR;
    String name = star ? "count" : call.function().name().toLowerCase(Locale.ROOT);
    boolean grouping = call.function() == AggregateFunction.GROUPING;
    List<String> arguments =
        call.arguments().stream().map(i -> grouping ? "key " + i : below.get(i)).toList();
    String text =
        name
            + "("
            + (call.distinct() ? "DISTINCT " : "")
            + (star ? "*" : String.join(", ", arguments))
            + ")";
    return call.filter() < 0 ? text : text + " FILTER (WHERE " + below.get(call.filter()) + ")";
  }

  private static String keys(List<Plan.SortKey> keys, List<String> names) {
    List<String> parts = new ArrayList<>();
    for (Plan.SortKey key : keys) {
      String nulls =
          key.nullsFirst() == key.descending()
              ? ""
              : key.nullsFirst() ? " NULLS FIRST" : " NULLS LAST";
      parts.add(names.get(key.column()) + (key.descending() ? " DESC" : "") + nulls);
    }
    return String.join(", ", parts);
  }

  private void limits(int at, int depth, @Nullable Expr limit, @Nullable Expr offset) {
    ExprPrinter expressions = new ExprPrinter(Collections.emptyList());
    if (offset != null) {
      insert(at, depth, "Offset: " + expressions.print(offset));
    }
    if (limit != null) {
      insert(at, depth, "Limit: " + expressions.print(limit));
    }
  }

  private List<String> window(Plan.Window window, int depth) {
    node(depth, "WindowAgg", window);
    int at = lines.size();
    List<String> names = new ArrayList<>(print(window.input(), depth + 1));
    List<String> partition = window.partition().stream().map(names::get).toList();
    insert(
        at,
        depth,
        "Window: partition by "
            + String.join(", ", partition)
            + " order by "
            + keys(window.order(), names));
    for (Plan.WindowCall call : window.calls()) {
      List<String> arguments = call.arguments().stream().map(names::get).toList();
      names.add(call.function() + "(" + String.join(", ", arguments) + ")");
    }
    return names;
  }

  private List<String> projectSet(Plan.ProjectSet set, int depth) {
    node(depth, "ProjectSet", set);
    int at = lines.size();
    List<String> names = new ArrayList<>(print(set.input(), depth + 1));
    List<String> calls =
        set.calls().stream().map(call -> new ExprPrinter(names).print(call)).toList();
    insert(at, depth, "Functions: " + String.join(", ", calls));
    while (names.size() < set.types().size()) {
      names.add("set" + names.size());
    }
    return names;
  }
}
