package omendb.engine;

import java.util.ArrayList;
import java.util.List;
import omendb.core.Column;
import omendb.core.ColumnType;
import omendb.core.DomainType;
import omendb.core.SqlState;
import omendb.core.TableSchema;
import omendb.mvcc.Transaction;
import omendb.planner.ast.AlterTable;
import omendb.planner.ast.Constraint;
import omendb.planner.ast.Ddl;
import omendb.planner.bind.TypeBinder;
import omendb.planner.function.Evaluator;
import omendb.planner.plan.Expr;
import org.jspecify.annotations.Nullable;

/// CREATE and ALTER DOMAIN. A column of a domain keeps values of the type below; what the domain
/// asks for is looked at when a row is written.
final class DomainCommands {
  private final Session session;
  private final DdlCommands definitions;

  DomainCommands(Session session, DdlCommands definitions) {
    this.session = session;
    this.definitions = definitions;
  }

  Result create(Ddl.CreateDomain create) {
    if (create.collation() != null && !create.collation().name().equals("C")) {
      throw DdlCommands.unsupported("COLLATE", create.pos());
    }
    String schema = definitions.targetSchema(create.name());
    String name = create.name().name();
    new TypeCommands(session, definitions).requireFree(schema, name);
    ColumnType base =
        TableShape.storable(
            TypeBinder.declared(create.type(), new SessionCatalogView(session)), name);
    int oid = session.database().storage().nextOid();
    int arrayOid = session.database().storage().nextOid();
    DomainType domain = new DomainType(oid, arrayOid, schema, name, base, false, null, List.of());
    Boolean notNull = null;
    for (Constraint constraint : create.constraints()) {
      switch (constraint) {
        case Constraint.NotNull _ -> {
          notNull = settled(notNull, true);
          domain = domain.refusingNull(true);
        }
        case Constraint.Nullability _ -> notNull = settled(notNull, false);
        case Constraint.DefaultValue value -> {
          if (domain.defaultSql() != null) {
            throw SqlState.SYNTAX_ERROR.error("multiple default expressions").at(value.pos());
          }
          domain = domain.withDefault(SequenceDefaults.stored(session, value.value().text()));
        }
        case Constraint.Check check -> domain = domain.with(check(domain, check));
        case Constraint.Unique unique ->
            throw impossible(unique.primaryKey() ? "primary key" : "unique");
        case Constraint.ForeignKey _ -> throw impossible("foreign key");
        case Constraint.Exclude _ -> throw impossible("exclusion");
        default -> throw DdlCommands.unsupported("this constraint of a domain", constraint.pos());
      }
    }
    DomainType made = domain;
    session.transaction().editCatalog(state -> state.types().put(made));
    return new Result.Command("CREATE DOMAIN");
  }

  private static boolean settled(@Nullable Boolean before, boolean notNull) {
    if (before != null && before != notNull) {
      throw SqlState.SYNTAX_ERROR.error("conflicting NULL/NOT NULL constraints");
    }
    return notNull;
  }

  private static omendb.core.OmenException impossible(String kind) {
    return SqlState.SYNTAX_ERROR.error("%s constraints not possible for domains", kind);
  }

  private DomainType.Check check(DomainType domain, Constraint.Check check) {
    session
        .database()
        .planner()
        .domainCondition(
            check.condition().expression(),
            domain,
            new SessionCatalogView(session),
            session.context());
    String asked = check.name();
    if (asked != null && domain.check(asked) != null) {
      throw SqlState.DUPLICATE_OBJECT.error(
          "constraint \"%s\" for domain \"%s\" already exists", asked, domain.name());
    }
    String name = asked == null ? domain.name() + "_check" : asked;
    for (int i = 1; domain.check(name) != null; i++) {
      name = domain.name() + "_check" + i;
    }
    int oid = session.database().storage().nextOid();
    return new DomainType.Check(oid, name, check.condition().text());
  }

  Result alter(AlterTable alter) {
    DomainType domain = new TypeCommands(session, definitions).requireDomain(alter.name());
    for (AlterTable.Action action : alter.actions()) {
      DomainType changed = changed(domain, action);
      if (changed == null) {
        continue;
      }
      boolean stricter =
          action instanceof AlterTable.AlterNullability change && change.notNull()
              || action instanceof AlterTable.AddConstraint add
                  && add.constraint() instanceof Constraint.Check check
                  && !check.timing().notValid();
      if (stricter) {
        requireAllowed(changed);
      }
      session.transaction().editCatalog(state -> state.retype(changed));
      domain = changed;
    }
    return new Result.Command("ALTER DOMAIN");
  }

  private @Nullable DomainType changed(DomainType domain, AlterTable.Action action) {
    return switch (action) {
      case AlterTable.AlterDefault change -> {
        Ddl.Sourced value = change.value();
        yield domain.withDefault(
            value == null ? null : SequenceDefaults.stored(session, value.text()));
      }
      case AlterTable.AlterNullability change -> domain.refusingNull(change.notNull());
      case AlterTable.AddConstraint add when add.constraint() instanceof Constraint.Check check ->
          domain.with(check(domain, check));
      case AlterTable.DropConstraint drop -> dropped(domain, drop);
      case AlterTable.ValidateConstraint validate -> {
        if (domain.check(validate.name()) == null) {
          throw missing(domain, validate.name());
        }
        requireAllowed(domain);
        yield null;
      }
      default -> throw DdlCommands.unsupported("this ALTER DOMAIN action", action.pos());
    };
  }

  private @Nullable DomainType dropped(DomainType domain, AlterTable.DropConstraint drop) {
    DomainType.Check check = domain.check(drop.name());
    if (check == null) {
      if (!drop.ifExists()) {
        throw missing(domain, drop.name());
      }
      session.notice(
          new Notice(
              "NOTICE",
              SqlState.SUCCESSFUL_COMPLETION,
              missing(domain, drop.name()).message() + ", skipping"));
      return null;
    }
    List<DomainType.Check> rest = new ArrayList<>(domain.checks());
    rest.remove(check);
    return domain.checking(rest);
  }

  private static omendb.core.OmenException missing(DomainType domain, String constraint) {
    return SqlState.UNDEFINED_OBJECT.error(
        "constraint \"%s\" of domain \"%s\" does not exist", constraint, domain.name());
  }

  /// Looks at all values of all columns of the domain, and of the domains over it.
  private void requireAllowed(DomainType changed) {
    for (TableSchema table : List.copyOf(session.transaction().catalog().tables())) {
      for (Column column : table.columns()) {
        if (isOver(column.type(), changed)) {
          definitions.lockTable(table);
          requireAllowed(table, column, changed);
        }
      }
    }
  }

  private static boolean isOver(ColumnType type, DomainType domain) {
    ColumnType below = type;
    while (below.user() instanceof DomainType each) {
      if (each.oid() == domain.oid()) {
        return true;
      }
      below = each.base();
    }
    return false;
  }

  /// 23502 and 23514 when a column has values that the domain does not allow.
  void requireAllowed(TableSchema table, Column column, DomainType domain) {
    Expr checked = session.database().checks().of(session, domain);
    StatementContext context = session.context();
    int place = table.columnIndex(column.name());
    Transaction tx = session.transaction().current();
    tx.atNewest(() -> {
      TableReader.forEach(
          session.database().table(table.oid()),
          tx,
          (row, _) -> {
            @Nullable Object[] value = {row[place]};
            try {
              Evaluator.evaluate(checked, value, context.parameters(), context);
            } catch (omendb.core.OmenException e) {
              throw violated(e, table, column);
            }
            return true;
          });
      return table;
    });
  }

  private static omendb.core.OmenException violated(
      omendb.core.OmenException error, TableSchema table, Column column) {
    if (error.state() == SqlState.NOT_NULL_VIOLATION) {
      return SqlState.NOT_NULL_VIOLATION.error(
          "column \"%s\" of table \"%s\" contains null values", column.name(), table.name());
    }
    return error.state() == SqlState.CHECK_VIOLATION
        ? SqlState.CHECK_VIOLATION.error(
            "column \"%s\" of table \"%s\" contains values that violate the new constraint",
            column.name(), table.name())
        : error;
  }
}
