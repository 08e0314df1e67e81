package omendb.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import omendb.core.SqlState;
import omendb.core.TableSchema;
import omendb.engine.definition.IndexDefinition;
import omendb.planner.ast.Control;
import omendb.planner.ast.Name;
import omendb.planner.ast.Option;
import org.jspecify.annotations.Nullable;

/// VACUUM, ANALYZE, REINDEX and CLUSTER: what they are for happens here by itself, or has no
/// counterpart (rows are in the order of their key, an index is never out of step with its table).
/// They are checked as PostgreSQL checks them, and do nothing else.
final class UpkeepCommands {
  private static final Set<String> ANALYZE_OPTIONS = Set.of("verbose", "skip_locked");
  private static final Set<String> VACUUM_OPTIONS =
      Set.of(
          "verbose",
          "skip_locked",
          "analyze",
          "freeze",
          "full",
          "disable_page_skipping",
          "index_cleanup",
          "process_toast",
          "truncate",
          "parallel");
  private static final Set<String> REINDEX_OPTIONS = Set.of("verbose", "concurrently");
  private static final Set<String> CLUSTER_OPTIONS = Set.of("verbose");

  private final Session session;
  private final DdlCommands definitions;

  UpkeepCommands(Session session, DdlCommands definitions) {
    this.session = session;
    this.definitions = definitions;
  }

  Result vacuum(Control.Vacuum vacuum) {
    known("VACUUM", VACUUM_OPTIONS, vacuum.options());
    outsideBlock("VACUUM");
    relations(vacuum.relations());
    return new Result.Command("VACUUM");
  }

  Result analyze(Control.Analyze analyze) {
    known("ANALYZE", ANALYZE_OPTIONS, analyze.options());
    relations(analyze.relations());
    return new Result.Command("ANALYZE");
  }

  Result reindex(Control.Reindex reindex) {
    for (Option option : reindex.options()) {
      if (option.name().equals("tablespace")) {
        PhysicalActions.requireTablespace(option.value());
      }
    }
    known(
        "REINDEX",
        REINDEX_OPTIONS,
        reindex.options().stream().filter(option -> !option.name().equals("tablespace")).toList());
    boolean concurrently =
        reindex.concurrently()
            || reindex.options().stream().anyMatch(option -> option.name().equals("concurrently"));
    if (concurrently) {
      outsideBlock("REINDEX CONCURRENTLY");
    }
    Name name = reindex.name();
    if (name != null) {
      switch (reindex.kind()) {
        case "index" -> requireIndex(name);
        case "table" -> requireStored(name);
        case "schema" -> {
          outsideBlock("REINDEX SCHEMA");
          if (!session.transaction().catalog().hasSchema(name.name())) {
            throw SqlState.INVALID_SCHEMA_NAME.error("schema \"%s\" does not exist", name.name());
          }
        }
        default -> database(reindex, name, concurrently);
      }
    }
    return new Result.Command("REINDEX");
  }

  private void database(Control.Reindex reindex, Name name, boolean concurrently) {
    boolean system = reindex.kind().equals("system");
    if (system && concurrently) {
      throw SqlState.FEATURE_NOT_SUPPORTED.error("cannot reindex system catalogs concurrently");
    }
    outsideBlock(system ? "REINDEX SYSTEM" : "REINDEX DATABASE");
    if (!name.name().equals(session.databaseName())) {
      throw SqlState.FEATURE_NOT_SUPPORTED.error("can only reindex the currently open database");
    }
  }

  Result cluster(Control.Cluster cluster) {
    known("CLUSTER", CLUSTER_OPTIONS, cluster.options());
    Name name = cluster.table();
    if (name == null) {
      outsideBlock("CLUSTER");
    } else {
      TableSchema table = requireStored(name);
      String index = cluster.index();
      if (index != null && table != null) {
        new PhysicalActions(session, definitions).requireClusterable(table, index);
      }
    }
    return new Result.Command("CLUSTER");
  }

  Result checkpoint() {
    Rights rights = Rights.of(session);
    if (!rights.superuser() && !rights.groups().contains(Role.CHECKPOINT)) {
      throw SqlState.INSUFFICIENT_PRIVILEGE.error(
          "must be superuser or have privileges of pg_checkpoint to do CHECKPOINT");
    }
    return new Result.Command("CHECKPOINT");
  }

  private static void known(String statement, Set<String> names, List<Option> options) {
    for (Option option : options) {
      if (!names.contains(option.name())) {
        throw SqlState.SYNTAX_ERROR
            .error("unrecognized %s option \"%s\"", statement, option.name())
            .at(option.pos());
      }
    }
  }

  private void outsideBlock(String statement) {
    if (session.transactionState() != TransactionState.IDLE) {
      throw SqlState.ACTIVE_SQL_TRANSACTION.error(
          "%s cannot run inside a transaction block", statement);
    }
  }

  private void relations(List<Control.MaintainedTable> tables) {
    for (Control.MaintainedTable named : tables) {
      TableSchema table = definitions.findTable(named.table());
      if (table == null) {
        if (!isRelation(named.table())) {
          throw SqlState.UNDEFINED_TABLE.error(
              "relation \"%s\" does not exist", named.table().display());
        }
        continue;
      }
      for (String column : named.columns()) {
        AlterTableCommand.requireColumn(table, column);
      }
    }
  }

  private boolean isRelation(Name name) {
    List<String> schemas = new ArrayList<>(definitions.schemasOf(name));
    schemas.add(name.schema() == null ? "pg_catalog" : name.schema());
    return schemas.stream()
        .anyMatch(schema ->
            session.transaction().catalog().hasRelation(schema, name.name())
                || session.database().systemCatalog().relation(schema, name.name()) != null);
  }

  private @Nullable TableSchema requireStored(Name name) {
    TableSchema table = definitions.findTable(name);
    if (table == null) {
      if (!isRelation(name)) {
        throw SqlState.UNDEFINED_TABLE.error("relation \"%s\" does not exist", name.display());
      }
      if (definitions.findView(name) != null) {
        throw SqlState.WRONG_OBJECT_TYPE.error(
            "\"%s\" is not a table or materialized view", name.name());
      }
    }
    return table;
  }

  private void requireIndex(Name name) {
    IndexDefinition index = definitions.findIndex(name);
    if (index != null || definitions.tableOfKey(name) != null) {
      return;
    }
    if (isRelation(name)) {
      throw SqlState.WRONG_OBJECT_TYPE.error("\"%s\" is not an index", name.name());
    }
    throw SqlState.UNDEFINED_TABLE.error("relation \"%s\" does not exist", name.display());
  }
}
