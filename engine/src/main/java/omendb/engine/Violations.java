package omendb.engine;

import java.util.ArrayList;
import java.util.List;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.core.TableSchema;
import omendb.engine.definition.ForeignKey;
import omendb.planner.function.Casts;
import omendb.planner.function.EvalContext;
import omendb.planner.plan.RowCheck;
import org.jspecify.annotations.Nullable;

/// The errors of rows that break a rule, as PostgreSQL words them.
final class Violations {
  private Violations() {}

  /// 23502. `row` is shown in the detail.
  static OmenException nullValue(
      TableSchema table, int column, @Nullable Object[] row, EvalContext context) {
    String name = table.columns().get(column).name();
    return SqlState.NOT_NULL_VIOLATION
        .error(
            "null value in column \"%s\" of relation \"%s\" violates not-null constraint",
            name, table.name())
        .withDetail("Failing row contains %s.", row(table, row, context))
        .withNames(new OmenException.Names(table.schemaName(), table.name(), name, null, null));
  }

  /// 23514.
  static OmenException check(
      TableSchema table, String constraint, @Nullable Object[] row, EvalContext context) {
    return SqlState.CHECK_VIOLATION
        .error(
            "new row for relation \"%s\" violates check constraint \"%s\"",
            table.name(), constraint)
        .withDetail("Failing row contains %s.", row(table, row, context))
        .withNames(names(table, constraint));
  }

  /// 44000 for a view, 42501 for a policy.
  static OmenException rowCheck(
      TableSchema table, RowCheck check, @Nullable Object[] row, EvalContext context) {
    if (check.rule() == RowCheck.Rule.VIEW) {
      return SqlState.WITH_CHECK_OPTION_VIOLATION
          .error("new row violates check option for view \"%s\"", check.name())
          .withDetail("Failing row contains %s.", row(table, row, context));
    }
    String subject = check.rule() == RowCheck.Rule.TARGET ? "target row" : "new row";
    String policy = check.name().isEmpty() ? "policy" : "policy \"" + check.name() + "\"";
    String using = check.rule() == RowCheck.Rule.POLICY ? "" : " (USING expression)";
    return SqlState.INSUFFICIENT_PRIVILEGE.error(
        "%s violates row-level security %s%s for table \"%s\"",
        subject, policy, using, table.name());
  }

  /// 23505 of the primary key.
  static OmenException duplicateKey(
      TableSchema table, @Nullable Object[] row, EvalContext context) {
    return duplicate(table, table.keyName(), key(table, table.keyColumns(), row, context));
  }

  /// 23505 of an index.
  ///
  /// @param key as [TableIndex#describe] gives it
  static OmenException duplicate(TableIndex index, String key) {
    return duplicate(index.table(), index.definition().name(), key);
  }

  private static OmenException duplicate(TableSchema table, String constraint, String key) {
    return SqlState.UNIQUE_VIOLATION
        .error("duplicate key value violates unique constraint \"%s\"", constraint)
        .withDetail("Key %s already exists.", key)
        .withNames(names(table, constraint));
  }

  /// 23505 while a unique index is built.
  ///
  /// @param key as [TableIndex#describe] gives it
  static OmenException notUnique(TableIndex index, String key) {
    return SqlState.UNIQUE_VIOLATION
        .error("could not create unique index \"%s\"", index.definition().name())
        .withDetail("Key %s is duplicated.", key)
        .withNames(names(index.table(), index.definition().name()));
  }

  /// 23503 of a row without a partner.
  static OmenException noPartner(
      TableSchema table,
      TableSchema target,
      ForeignKey key,
      @Nullable Object[] row,
      EvalContext context) {
    return SqlState.FOREIGN_KEY_VIOLATION
        .error(
            "insert or update on table \"%s\" violates foreign key constraint \"%s\"",
            table.name(), key.name())
        .withDetail(
            "Key %s is not present in table \"%s\".",
            key(table, key.columns(), row, context), target.name())
        .withNames(names(table, key.name()));
  }

  /// 23503 of a row that others need.
  static OmenException stillReferenced(
      TableSchema target,
      TableSchema table,
      ForeignKey key,
      @Nullable Object[] targetRow,
      EvalContext context) {
    return SqlState.FOREIGN_KEY_VIOLATION
        .error(
            "update or delete on table \"%s\" violates foreign key constraint \"%s\" on table"
                + " \"%s\"",
            target.name(), key.name(), table.name())
        .withDetail(
            "Key %s is still referenced from table \"%s\".",
            key(target, key.targetColumns(), targetRow, context), table.name())
        .withNames(names(table, key.name()));
  }

  private static OmenException.Names names(TableSchema table, String constraint) {
    return new OmenException.Names(table.schemaName(), table.name(), null, null, constraint);
  }

  /// `(a, b)=(1, x)`.
  private static String key(
      TableSchema table, List<Integer> columns, @Nullable Object[] row, EvalContext context) {
    List<String> names = new ArrayList<>();
    List<String> values = new ArrayList<>();
    for (int column : columns) {
      names.add(table.columns().get(column).name());
      values.add(text(table, column, row, context));
    }
    return "(" + String.join(", ", names) + ")=(" + String.join(", ", values) + ")";
  }

  private static String row(TableSchema table, @Nullable Object[] row, EvalContext context) {
    List<String> values = new ArrayList<>();
    for (int i = 0; i < table.columns().size(); i++) {
      String text = text(table, i, row, context);
      values.add(text.length() > 64 ? text.substring(0, 64) + "..." : text);
    }
    return "(" + String.join(", ", values) + ")";
  }

  private static String text(
      TableSchema table, int column, @Nullable Object[] row, EvalContext context) {
    Object value = row[column];
    return value == null
        ? "null"
        : Casts.output(value, table.columns().get(column).type(), context);
  }
}
