package omendb.engine;

import java.util.ArrayList;
import java.util.List;
import omendb.core.DomainType;
import omendb.core.TableSchema;
import omendb.engine.definition.CheckDefinition;
import omendb.engine.definition.GeneratedColumn;
import omendb.engine.definition.IndexDefinition;
import omendb.engine.definition.TableRules;
import omendb.planner.function.Evaluator;
import omendb.planner.plan.Expr;
import org.jspecify.annotations.Nullable;

/// The rules of one table, ready to be applied to the rows that a statement writes.
final class RowRules {
  private final Session session;
  private final TableSchema table;
  private final TableRules rules;
  private final List<TableIndex> indexes;
  private final List<Expr> checks;
  private final List<Generated> generated = new ArrayList<>(0);

  private final List<Domain> domains = new ArrayList<>(0);

  /// @param checked the value of a row of one column, which is allowed or an error
  private record Domain(int column, Expr checked) {}

  private record Generated(int column, Expr value) {}

  RowRules(Session session, TableSchema table) {
    this.session = session;
    this.table = table;
    this.rules = session.transaction().catalog().rules().of(table.oid());
    this.indexes = new ArrayList<>(rules.indexes().size());
    for (IndexDefinition index : rules.indexes()) {
      indexes.add(TableIndex.open(session, index, table));
    }
    this.checks = new ArrayList<>(rules.checks().size());
    for (CheckDefinition check : rules.checks()) {
      checks.add(session.database().checks().bound(session, check, table));
    }
    for (int i = 0; i < table.columns().size(); i++) {
      if (table.columns().get(i).type().user() instanceof DomainType domain) {
        domains.add(new Domain(i, session.database().checks().of(session, domain)));
      }
    }
    for (GeneratedColumn each : rules.generated()) {
      Expr value = GeneratedColumns.bind(session, each, table);
      generated.add(new Generated(table.columnIndex(each.column()), value));
    }
  }

  /// Puts what follows from the row's other values into it.
  void generate(@Nullable Object[] row) {
    StatementContext context = session.context();
    for (Generated each : generated) {
      row[each.column()] = Evaluator.evaluate(each.value(), row, context.parameters(), context);
    }
  }

  /// True when [#check] asks for nothing but NOT NULL, and nothing follows from a row's values.
  boolean onlyNotNull() {
    return generated.isEmpty()
        && domains.isEmpty()
        && checks.isEmpty()
        && indexes.isEmpty()
        && rules.references().isEmpty();
  }

  TableRules rules() {
    return rules;
  }

  List<TableIndex> indexes() {
    return indexes;
  }

  /// The index with this number, or null.
  @Nullable TableIndex index(int oid) {
    for (TableIndex index : indexes) {
      if (index.definition().oid() == oid) {
        return index;
      }
    }
    return null;
  }

  /// 23502 and 23514: what a row must be by itself, after its generated columns have their values.
  void check(@Nullable Object[] row) {
    generate(row);
    for (Domain domain : domains) {
      StatementContext context = session.context();
      @Nullable Object[] value = {row[domain.column()]};
      Evaluator.evaluate(domain.checked(), value, context.parameters(), context);
    }
    for (int i = 0; i < table.columns().size(); i++) {
      if (row[i] == null && !table.columns().get(i).nullable()) {
        throw Violations.nullValue(table, i, row, session.context());
      }
    }
    for (int i = 0; i < checks.size(); i++) {
      StatementContext context = session.context();
      Object holds = Evaluator.evaluate(checks.get(i), row, context.parameters(), context);
      if (Boolean.FALSE.equals(holds)) {
        throw Violations.check(table, rules.checks().get(i).name(), row, context);
      }
    }
  }
}
