package omendb.planner.rel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Predicate;
import omendb.core.Column;
import omendb.core.ColumnType;
import omendb.core.TypeKind;
import omendb.planner.CatalogView;
import omendb.planner.CatalogView.ColumnStatistics;
import omendb.planner.CatalogView.Relation;
import omendb.planner.plan.Expr;
import omendb.planner.plan.Operator;
import omendb.planner.plan.Plan;
import org.jspecify.annotations.Nullable;

/// Chooses how one relation is read under a predicate: by its whole key, or by a scan with the
/// bounds that follow from the predicate.
public final class ScanPlanner {
  /// A row by index costs as much as a scan of this many rows, …
  private static final double SCAN_FACTOR = 400;

  /// … and a scan of nothing as much as this many rows by index.
  private static final double ROWS_MAX = 50;

  private static final double EQUAL_SHARE = 0.05;
  private static final double RANGE_SHARE = 1.0 / 3;

  private final Relation relation;
  private final Predicate<String> volatileFunction;
  private final List<Expr> conjuncts;
  private final IndexTerms terms;

  /// What may be compared with the column, or with the expression that [IndexTerms] numbers so.
  private record Comparison(int column, Operator operator, Expr constant, int conjunct) {}

  /// The plan, and where each of the table's columns is in its output (-1 for columns left out).
  public record Scanned(Plan plan, int[] positions) {}

  /// @param conjuncts over the table's columns
  public ScanPlanner(Relation relation, List<Expr> conjuncts, Predicate<String> volatileFunction) {
    this.relation = relation;
    this.conjuncts = conjuncts;
    this.volatileFunction = volatileFunction;
    this.terms = new IndexTerms(relation);
  }

  /// @param needed the table's columns that the parent reads; one past the last is the key
  /// @param rows the estimate after the predicate
  public Scanned plan(Iterable<Integer> needed, double rows) {
    List<Comparison> comparisons = comparisons();
    Scanned lookup = lookup(needed, comparisons);
    if (lookup != null) {
      return lookup;
    }
    Plan.KeyBounds key = keyBounds(relation.keyColumns(), comparisons);
    Scanned scan = scan(needed, comparisons, key, rows);
    Scanned byIndex = key == null ? byIndex(scan, comparisons) : null;
    return byIndex == null ? scan : byIndex;
  }

  private Scanned scan(
      Iterable<Integer> needed,
      List<Comparison> comparisons,
      Plan.@Nullable KeyBounds key,
      double rows) {
    List<Integer> columns = columns(needed, conjuncts);
    int[] positions = positions(columns);
    Plan scan =
        new Plan.Scan(
            relation.oid(),
            relation.name(),
            columns,
            types(columns),
            filter(conjuncts, positions),
            zones(comparisons),
            key,
            rows);
    return new Scanned(scan, positions);
  }

  /// The row path when the whole key, or enough of an index, is compared with constants, else null.
  public @Nullable Scanned lookup(Iterable<Integer> needed) {
    List<Comparison> comparisons = comparisons();
    Scanned lookup = lookup(needed, comparisons);
    return lookup != null || relation.indexes().isEmpty()
        ? lookup
        : byIndex(scan(needed, comparisons, null, relation.statistics().rows()), comparisons);
  }

  /// The scan's rows by the index that leaves the fewest of them, when these are few enough.
  private @Nullable Scanned byIndex(Scanned scan, List<Comparison> comparisons) {
    CatalogView.Index best = null;
    double rows = ROWS_MAX + relation.statistics().rows() / SCAN_FACTOR;
    for (CatalogView.Index index : relation.indexes()) {
      Expr predicate = index.predicate();
      boolean usable = predicate == null || IndexMatch.implies(conjuncts, predicate);
      double found = usable ? rows(index, comparisons) : Double.POSITIVE_INFINITY;
      if (found <= rows) {
        best = index;
        rows = found;
      }
    }
    if (best == null || !(scan.plan() instanceof Plan.Scan table)) {
      return null;
    }
    Plan.KeyBounds bounds = keyBounds(terms.numbers(best), comparisons);
    Plan.KeyBounds key =
        bounds == null ? new Plan.KeyBounds(List.of(), null, true, null, true) : bounds;
    Plan.Scan few =
        new Plan.Scan(
            table.tableOid(),
            table.name(),
            table.columns(),
            table.types(),
            table.filter(),
            table.zones(),
            table.key(),
            Math.min(rows, table.rows()));
    return new Scanned(
        new Plan.IndexScan(best.oid(), best.name(), best.terms(), key, few), scan.positions());
  }

  /// How many rows an index leaves, about; infinity when it is of no use.
  private double rows(CatalogView.Index index, List<Comparison> comparisons) {
    boolean partial = index.predicate() != null;
    double all = partial ? index.statistics().rows() : relation.statistics().rows();
    List<Integer> numbers = terms.numbers(index);
    double share = 1;
    for (int i = 0; i < numbers.size(); i++) {
      int column = numbers.get(i);
      boolean expression = terms.isExpression(column);
      if (equality(comparisons, column) == null) {
        double range = rangeShare(column, comparisons);
        boolean useless = i == 0 && range == 1 && !partial;
        return useless ? Double.POSITIVE_INFINITY : Math.max(1, all * share * range);
      }
      share *=
          partial || expression
              ? equalShare(i, index.statistics())
              : equalShare(column, relation.statistics());
    }
    return index.unique() ? 1 : Math.max(1, all * share);
  }

  private static double equalShare(int column, CatalogView.Statistics statistics) {
    List<ColumnStatistics> known = statistics.columns();
    double distinct = column < known.size() ? known.get(column).distinct() : 0;
    return distinct > 0 ? 1 / distinct : EQUAL_SHARE;
  }

  /// 1 without a bound; between two numbers by their distance; else a guess.
  private double rangeShare(int column, List<Comparison> comparisons) {
    Plan.KeyBounds bounds = range(comparisons, column, List.of());
    if (bounds == null) {
      return 1;
    }
    List<ColumnStatistics> known = relation.statistics().columns();
    ColumnStatistics statistics = column < known.size() ? known.get(column) : null;
    double min = statistics == null ? Double.NaN : number(statistics.min());
    double max = statistics == null ? Double.NaN : number(statistics.max());
    double lower = bounds.lower() == null ? min : number(bounds.lower());
    double upper = bounds.upper() == null ? max : number(bounds.upper());
    double share = (Math.min(upper, max) - Math.max(lower, min)) / (max - min);
    return Double.isNaN(share) ? RANGE_SHARE : Math.clamp(share, 0, 1);
  }

  private static double number(@Nullable Object value) {
    Object plain = value instanceof Expr.Literal literal ? literal.value() : value;
    return plain instanceof Number number ? number.doubleValue() : Double.NaN;
  }

  private @Nullable Scanned lookup(Iterable<Integer> needed, List<Comparison> comparisons) {
    if (relation.keyColumns().isEmpty()) {
      return null;
    }
    List<Expr> key = new ArrayList<>();
    List<Expr> rest = new ArrayList<>(conjuncts);
    for (int column : relation.keyColumns()) {
      Comparison found = equality(comparisons, column);
      if (found == null) {
        return null;
      }
      key.add(found.constant());
      rest.remove(conjuncts.get(found.conjunct()));
    }
    List<Integer> columns = columns(needed, rest);
    int[] positions = positions(columns);
    return new Scanned(
        new Plan.Lookup(
            relation.oid(), relation.name(), columns, types(columns), key, filter(rest, positions)),
        positions);
  }

  private static @Nullable Comparison equality(List<Comparison> comparisons, int column) {
    for (Comparison comparison : comparisons) {
      if (comparison.column() == column && comparison.operator() == Operator.EQUAL) {
        return comparison;
      }
    }
    return null;
  }

  private List<Integer> columns(Iterable<Integer> needed, List<Expr> filters) {
    TreeSet<Integer> columns = new TreeSet<>();
    needed.forEach(columns::add);
    for (Expr filter : filters) {
      Exprs.visit(
          filter,
          e -> {
            if (e instanceof Expr.Column column) {
              columns.add(column.index());
            }
          });
    }
    if (columns.isEmpty()) {
      columns.add(cheapest());
    }
    return List.copyOf(columns);
  }

  /// A column to count rows by.
  private int cheapest() {
    if (!relation.keyColumns().isEmpty()) {
      return relation.keyColumns().getFirst();
    }
    for (int i = 0; i < relation.columns().size(); i++) {
      if (relation.columns().get(i).type().form() == TypeKind.Form.LONG) {
        return i;
      }
    }
    return 0;
  }

  private int[] positions(List<Integer> columns) {
    int[] positions = new int[relation.columns().size() + 1];
    Arrays.fill(positions, -1);
    for (int i = 0; i < columns.size(); i++) {
      positions[columns.get(i)] = i;
    }
    return positions;
  }

  private List<ColumnType> types(List<Integer> columns) {
    List<ColumnType> types = new ArrayList<>(columns.size());
    for (int column : columns) {
      types.add(
          column < relation.columns().size()
              ? relation.columns().get(column).type()
              : ColumnType.BYTEA);
    }
    return types;
  }

  private static @Nullable Expr filter(List<Expr> conjuncts, int[] positions) {
    if (conjuncts.isEmpty()) {
      return null;
    }
    return Exprs.rewrite(
        Exprs.and(conjuncts),
        e ->
            e instanceof Expr.Column c
                ? new Expr.Column(positions[c.index()], c.type(), c.nullable())
                : null);
  }

  private List<Comparison> comparisons() {
    List<Comparison> comparisons = new ArrayList<>();
    for (int i = 0; i < conjuncts.size(); i++) {
      if (conjuncts.get(i) instanceof Expr.Call call) {
        collect(call, i, comparisons);
      } else if (conjuncts.get(i) instanceof Expr.In in && !in.negated()) {
        collect(in, i, comparisons);
      }
    }
    return comparisons;
  }

  private void collect(Expr.Call call, int conjunct, List<Comparison> comparisons) {
    switch (call.operator()) {
      case EQUAL, LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL -> {
        Expr left = call.arguments().get(0);
        Expr right = call.arguments().get(1);
        Expr.Column ofLeft = terms.column(left);
        Expr.Column ofRight = terms.column(right);
        Expr rightBound = ofLeft != null ? bound(ofLeft, right) : null;
        Expr leftBound = ofRight != null ? bound(ofRight, left) : null;
        if (ofLeft != null && rightBound != null) {
          comparisons.add(new Comparison(ofLeft.index(), call.operator(), rightBound, conjunct));
        } else if (ofRight != null && leftBound != null) {
          Operator operator = mirrored(call.operator());
          comparisons.add(new Comparison(ofRight.index(), operator, leftBound, conjunct));
        }
      }
      case LIKE -> {
        Expr.Column column = terms.column(call.arguments().get(0));
        if (column != null
            && call.arguments().size() == 2
            && call.arguments().get(1) instanceof Expr.Literal literal
            && literal.value() instanceof String pattern) {
          like(column, pattern, conjunct, comparisons);
        }
      }
      default -> {}
    }
  }

  /// `LIKE 'abc%'` lies between `abc` and `abd`.
  private void like(
      Expr.Column column, String pattern, int conjunct, List<Comparison> comparisons) {
    int length = 0;
    while (length < pattern.length() && "%_\\".indexOf(pattern.charAt(length)) < 0) {
      length++;
    }
    String prefix = pattern.substring(0, length);
    if (prefix.isEmpty() || column.type().kind() == TypeKind.CHAR) {
      return;
    }
    add(column, Operator.GREATER_OR_EQUAL, prefix, conjunct, comparisons);
    int last = prefix.codePointBefore(length);
    int next = last + 1 == Character.MIN_SURROGATE ? 0xE000 : last + 1;
    if (next <= Character.MAX_CODE_POINT) {
      String above =
          prefix.substring(0, length - Character.charCount(last)) + Character.toString(next);
      add(column, Operator.LESS, above, conjunct, comparisons);
    }
  }

  private void add(
      Expr.Column column,
      Operator operator,
      Object value,
      int conjunct,
      List<Comparison> comparisons) {
    Expr literal = new Expr.Literal(value, column.type());
    comparisons.add(new Comparison(column.index(), operator, literal, conjunct));
  }

  /// `IN` lies between its least and its greatest literal.
  private void collect(Expr.In in, int conjunct, List<Comparison> comparisons) {
    Expr.Column column = terms.column(in.input());
    if (column == null
        || column.type().kind() == TypeKind.CHAR
        || column.type().kind() == TypeKind.JSONB) {
      return;
    }
    Comparable<Object> least = null;
    Comparable<Object> greatest = null;
    for (Expr value : in.values()) {
      if (!(value instanceof Expr.Literal literal)
          || !(literal.value() instanceof Comparable<?> comparable)
          || comparable instanceof String text && !text.chars().allMatch(c -> c < 0x80)) {
        return;
      }
      @SuppressWarnings("unchecked")
      Comparable<Object> one = (Comparable<Object>) comparable;
      least = least == null || one.compareTo(least) < 0 ? one : least;
      greatest = greatest == null || one.compareTo(greatest) > 0 ? one : greatest;
    }
    if (least != null && greatest != null) {
      add(column, Operator.GREATER_OR_EQUAL, least, conjunct, comparisons);
      add(column, Operator.LESS_OR_EQUAL, greatest, conjunct, comparisons);
    }
  }

  /// A cidr is kept as the inet that it is.
  private static TypeKind kind(ColumnType type) {
    return type.kind() == TypeKind.CIDR ? TypeKind.INET : type.kind();
  }

  /// The constant side of a comparison as a value of the column's type; null when it is none.
  private @Nullable Expr bound(Expr.Column column, Expr side) {
    boolean[] bad = {side instanceof Expr.Literal literal && literal.value() == null};
    Exprs.visit(
        side,
        e ->
            bad[0] |=
                e instanceof Expr.Column
                    || e instanceof Expr.Function call && volatileFunction.test(call.id()));
    boolean sameKind = kind(side.type()) == kind(column.type());
    boolean exact =
        column.type().kind() != TypeKind.NUMERIC
            || side.type().equals(column.type())
            || side instanceof Expr.Literal;
    boolean ordered = column.type().kind() != TypeKind.JSONB && column.type().element() == null;
    return bad[0] || !sameKind || !exact || !ordered || column.index() == relation.columns().size()
        ? null
        : fitted(column.type(), side);
  }

  /// A decimal literal in the column's scale where that is exact; other values as they are.
  private static @Nullable Expr fitted(ColumnType type, Expr side) {
    if (type.kind() != TypeKind.NUMERIC || side.type().equals(type)) {
      return side;
    }
    if (type.precision() > 0
        && side instanceof Expr.Literal literal
        && literal.value() instanceof java.math.BigDecimal number) {
      java.math.BigDecimal plain = number.stripTrailingZeros();
      boolean fits =
          plain.scale() <= type.scale()
              && plain.precision() - plain.scale() <= type.precision() - type.scale();
      return fits ? new Expr.Literal(number.setScale(type.scale()), type) : null;
    }
    return null;
  }

  static Operator mirrored(Operator operator) {
    return switch (operator) {
      case LESS -> Operator.GREATER;
      case LESS_OR_EQUAL -> Operator.GREATER_OR_EQUAL;
      case GREATER -> Operator.LESS;
      case GREATER_OR_EQUAL -> Operator.LESS_OR_EQUAL;
      default -> operator;
    };
  }

  private List<Plan.ZoneBound> zones(List<Comparison> comparisons) {
    Map<Integer, Expr[]> bounds = new HashMap<>();
    for (Comparison comparison : comparisons) {
      if (terms.isExpression(comparison.column())) {
        continue;
      }
      Expr[] bound = bounds.computeIfAbsent(comparison.column(), _ -> new Expr[2]);
      if (comparison.operator() != Operator.LESS
          && comparison.operator() != Operator.LESS_OR_EQUAL
          && bound[0] == null) {
        bound[0] = comparison.constant();
      }
      if (comparison.operator() != Operator.GREATER
          && comparison.operator() != Operator.GREATER_OR_EQUAL
          && bound[1] == null) {
        bound[1] = comparison.constant();
      }
    }
    List<Plan.ZoneBound> zones = new ArrayList<>();
    for (Map.Entry<Integer, Expr[]> entry : new java.util.TreeMap<>(bounds).entrySet()) {
      zones.add(new Plan.ZoneBound(entry.getKey(), entry.getValue()[0], entry.getValue()[1]));
    }
    return zones;
  }

  /// Bounds on the first of these columns.
  private static Plan.@Nullable KeyBounds keyBounds(
      List<Integer> columns, List<Comparison> comparisons) {
    List<Expr> equal = new ArrayList<>();
    for (int column : columns) {
      Comparison found = equality(comparisons, column);
      if (found == null) {
        return range(comparisons, column, equal);
      }
      equal.add(found.constant());
    }
    return equal.isEmpty() ? null : new Plan.KeyBounds(equal, null, true, null, true);
  }

  private static Plan.@Nullable KeyBounds range(
      List<Comparison> comparisons, int column, List<Expr> equal) {
    Comparison lower = null;
    Comparison upper = null;
    for (Comparison comparison : comparisons) {
      if (comparison.column() == column) {
        switch (comparison.operator()) {
          case GREATER, GREATER_OR_EQUAL -> lower = lower == null ? comparison : lower;
          case LESS, LESS_OR_EQUAL -> upper = upper == null ? comparison : upper;
          default -> {}
        }
      }
    }
    if (equal.isEmpty() && lower == null && upper == null) {
      return null;
    }
    return new Plan.KeyBounds(
        equal,
        lower == null ? null : lower.constant(),
        lower == null || lower.operator() == Operator.GREATER_OR_EQUAL,
        upper == null ? null : upper.constant(),
        upper == null || upper.operator() == Operator.LESS_OR_EQUAL);
  }

  /// The columns of a relation as expressions.
  public static Expr.Column column(Relation relation, int index) {
    Column column = relation.columns().get(index);
    return new Expr.Column(index, column.type(), column.nullable());
  }
}
