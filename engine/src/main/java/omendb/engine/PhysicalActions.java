package omendb.engine;

import java.util.Locale;
import java.util.Set;
import omendb.core.ColumnType;
import omendb.core.SqlState;
import omendb.core.TableSchema;
import omendb.engine.definition.IndexDefinition;
import omendb.planner.ast.AlterTable;
import omendb.planner.ast.Name;
import org.jspecify.annotations.Nullable;

/// Actions of ALTER TABLE and ALTER INDEX on how PostgreSQL stores, clusters, samples or replicates
/// a relation. The engine decides these by itself: the actions are checked, and have no effect.
final class PhysicalActions {
  private static final Set<String> STORAGE = Set.of("plain", "external", "extended", "main");
  private static final Set<String> COMPRESSION = Set.of("pglz", "lz4", "default");
  private static final Set<String> TABLESPACES = Set.of("pg_default", "pg_global");

  private final Session session;
  private final DdlCommands definitions;

  PhysicalActions(Session session, DdlCommands definitions) {
    this.session = session;
    this.definitions = definitions;
  }

  static boolean takes(AlterTable.Action action) {
    return switch (action) {
      case AlterTable.SetStatistics _,
          AlterTable.SetStorage _,
          AlterTable.SetCompression _,
          AlterTable.ColumnOptions _,
          AlterTable.SetLogged _,
          AlterTable.Physical _ ->
          true;
      default -> false;
    };
  }

  void ofTable(TableSchema table, AlterTable.Action action) {
    switch (action) {
      case AlterTable.SetStatistics statistics -> {
        if (!Character.isDigit(statistics.column().charAt(0))) {
          AlterTableCommand.requireColumn(table, statistics.column());
        }
        target(statistics.target());
      }
      case AlterTable.SetStorage storage -> storage(table, storage);
      case AlterTable.SetCompression compression -> compression(table, compression);
      case AlterTable.ColumnOptions options -> {
        AlterTableCommand.requireColumn(table, options.column());
        StorageParameters.check(StorageParameters.Kind.COLUMN, options.options(), options.reset());
      }
      case AlterTable.Physical physical -> physical(table, physical);
      default -> {}
    }
  }

  /// ALTER INDEX, but for its name; 42P01 when there is none.
  Result ofIndex(AlterTable alter) {
    IndexDefinition index = definitions.findIndex(alter.name());
    TableSchema table =
        index == null ? definitions.tableOfKey(alter.name()) : definitions.tableOf(index);
    if (table == null) {
      definitions.missing("relation", alter.name(), alter.ifExists());
      return new Result.Command("ALTER INDEX");
    }
    for (AlterTable.Action action : alter.actions()) {
      switch (action) {
        case AlterTable.TableOptions options ->
            StorageParameters.check(
                StorageParameters.Kind.INDEX, options.options(), options.reset());
        case AlterTable.SetStatistics statistics -> statistics(alter.name(), index, statistics);
        case AlterTable.Physical physical
            when physical.property() == AlterTable.Property.TABLESPACE ->
            requireTablespace(physical.name());
        default -> throw DdlCommands.unsupported("this ALTER INDEX action", action.pos());
      }
    }
    return new Result.Command("ALTER INDEX");
  }

  private void statistics(
      Name name, @Nullable IndexDefinition index, AlterTable.SetStatistics statistics) {
    int number = Integer.parseInt(statistics.column());
    int parts = index == null ? 0 : index.parts().size();
    int all = index == null ? 0 : parts + index.include().size();
    if (index != null && number > all) {
      throw SqlState.UNDEFINED_COLUMN.error(
          "column number %d of relation \"%s\" does not exist", number, name.name());
    }
    if (index != null && number > parts) {
      throw SqlState.FEATURE_NOT_SUPPORTED.error(
          "cannot alter statistics on included column \"%s\" of index \"%s\"",
          definitions.tableOf(index).columns().get(index.include().get(number - parts - 1)).name(),
          name.name());
    }
    if (index == null || index.parts().get(number - 1).expression() == null) {
      throw SqlState.FEATURE_NOT_SUPPORTED
          .error(
              "cannot alter statistics on non-expression column \"%s\" of index \"%s\"",
              partName(index, name, number), name.name())
          .withHint("Alter statistics on table column instead.");
    }
    target(statistics.target());
  }

  private String partName(@Nullable IndexDefinition index, Name name, int number) {
    if (index == null) {
      TableSchema table = definitions.tableOfKey(name);
      return table != null && number <= table.keyColumns().size()
          ? table.columns().get(table.keyColumns().get(number - 1)).name()
          : "";
    }
    return definitions.tableOf(index).columns().get(index.parts().get(number - 1).column()).name();
  }

  private void target(int target) {
    if (target < -1) {
      throw SqlState.INVALID_PARAMETER_VALUE.error("statistics target %d is too low", target);
    }
    if (target > 10_000) {
      session.notice(
          new Notice(
              "WARNING", SqlState.INVALID_PARAMETER_VALUE, "lowering statistics target to 10000"));
    }
  }

  private static void storage(TableSchema table, AlterTable.SetStorage action) {
    String mode = action.mode().toLowerCase(Locale.ROOT);
    if (!STORAGE.contains(mode)) {
      throw SqlState.INVALID_PARAMETER_VALUE.error("invalid storage type \"%s\"", action.mode());
    }
    ColumnType type =
        table.columns().get(AlterTableCommand.requireColumn(table, action.column())).type();
    if (!mode.equals("plain") && type.kind().length() >= 0) {
      throw SqlState.FEATURE_NOT_SUPPORTED.error(
          "column data type %s can only have storage PLAIN", type);
    }
  }

  private static void compression(TableSchema table, AlterTable.SetCompression action) {
    ColumnType type =
        table.columns().get(AlterTableCommand.requireColumn(table, action.column())).type();
    if (!action.method().equals("default") && type.kind().length() >= 0) {
      throw SqlState.FEATURE_NOT_SUPPORTED.error(
          "column data type %s does not support compression", type);
    }
    if (!COMPRESSION.contains(action.method())) {
      throw SqlState.INVALID_PARAMETER_VALUE.error(
          "invalid compression method \"%s\"", action.method());
    }
  }

  private void physical(TableSchema table, AlterTable.Physical physical) {
    String name = physical.name();
    switch (physical.property()) {
      case TABLESPACE -> requireTablespace(name);
      case ACCESS_METHOD -> {
        if (!"heap".equals(name)) {
          throw SqlState.UNDEFINED_OBJECT.error(
              "access method \"%s\" does not exist", String.valueOf(name));
        }
      }
      case CLUSTER -> {
        if (name != null) {
          requireClusterable(table, name);
        }
      }
      case REPLICA_IDENTITY -> {
        if (name != null) {
          requireIdentifying(table, name);
        }
      }
      case OIDS -> {}
    }
  }

  static void requireTablespace(@Nullable String name) {
    if (name == null || !TABLESPACES.contains(name)) {
      throw SqlState.UNDEFINED_OBJECT.error(
          "tablespace \"%s\" does not exist", String.valueOf(name));
    }
    if (name.equals("pg_global")) {
      throw SqlState.INVALID_PARAMETER_VALUE.error(
          "only shared relations can be placed in pg_global tablespace");
    }
  }

  /// 42704 or 42809 unless it is an index of the table that holds all rows.
  void requireClusterable(TableSchema table, String name) {
    IndexDefinition index = indexOf(table, name, "index \"%s\" for table \"%s\" does not exist");
    if (index != null && index.predicate() != null) {
      throw SqlState.FEATURE_NOT_SUPPORTED.error("cannot cluster on partial index \"%s\"", name);
    }
  }

  private void requireIdentifying(TableSchema table, String name) {
    IndexDefinition index = indexOf(table, name, "index \"%s\" for table \"%s\" does not exist");
    if (index == null) {
      return;
    }
    if (!index.unique()) {
      throw SqlState.WRONG_OBJECT_TYPE.error(
          "cannot use non-unique index \"%s\" as replica identity", name);
    }
    if (index.predicate() != null) {
      throw SqlState.FEATURE_NOT_SUPPORTED.error(
          "cannot use partial index \"%s\" as replica identity", name);
    }
    for (IndexDefinition.Part part : index.parts()) {
      if (part.expression() != null) {
        throw SqlState.FEATURE_NOT_SUPPORTED.error(
            "cannot use expression index \"%s\" as replica identity", name);
      }
      if (table.columns().get(part.column()).nullable()) {
        throw SqlState.WRONG_OBJECT_TYPE.error(
            "index \"%s\" cannot be used as replica identity because column \"%s\" is nullable",
            name, table.columns().get(part.column()).name());
      }
    }
  }

  /// The index of the table, null for its primary key.
  private @Nullable IndexDefinition indexOf(TableSchema table, String name, String missing) {
    if (table.keyName().equals(name)) {
      return null;
    }
    IndexDefinition index = session.transaction().catalog().rules().index(table.schemaName(), name);
    if (index == null) {
      if (session.transaction().catalog().hasRelation(table.schemaName(), name)) {
        throw SqlState.WRONG_OBJECT_TYPE.error(
            "\"%s\" is not an index for table \"%s\"", name, table.name());
      }
      throw SqlState.UNDEFINED_OBJECT.error(missing, name, table.name());
    }
    if (index.tableOid() != table.oid()) {
      throw SqlState.WRONG_OBJECT_TYPE.error(
          "\"%s\" is not an index for table \"%s\"", name, table.name());
    }
    return index;
  }
}
