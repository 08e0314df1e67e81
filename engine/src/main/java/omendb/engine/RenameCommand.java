package omendb.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import omendb.core.Column;
import omendb.core.SqlState;
import omendb.core.TableSchema;
import omendb.engine.definition.CheckDefinition;
import omendb.engine.definition.ForeignKey;
import omendb.engine.definition.IndexDefinition;
import omendb.engine.definition.TableRules;
import omendb.planner.ast.Ddl;
import omendb.planner.ast.Name;
import omendb.planner.parse.SqlParser;

/// ALTER … RENAME of a table, a column, a constraint, an index or a sequence. What refers to the
/// thing by number needs no change; the conditions of CHECK constraints are text and follow a
/// column's new name.
final class RenameCommand {
  private final Session session;
  private final DdlCommands definitions;

  RenameCommand(Session session, DdlCommands definitions) {
    this.session = session;
    this.definitions = definitions;
  }

  Result run(Ddl.Rename rename) {
    return switch (rename.type()) {
      case TABLE, COLUMN, VIEW, MATERIALIZED_VIEW -> table(rename);
      case CONSTRAINT -> constraint(rename);
      case INDEX -> index(rename);
      case SEQUENCE -> sequence(rename);
      case TYPE, DOMAIN -> new TypeCommands(session, definitions).rename(rename);
      case ENUM_VALUE -> new TypeCommands(session, definitions).renameLabel(rename);
      case ROLE -> new RoleCommands(session).rename(rename);
      default -> throw DdlCommands.unsupported("ALTER … RENAME of this object", rename.pos());
    };
  }

  private Result table(Ddl.Rename rename) {
    TableSchema table = definitions.findTable(rename.name());
    ViewDefinition view = table == null ? definitions.findView(rename.name()) : null;
    if (view != null) {
      return view(view, rename);
    }
    if (table == null) {
      if (rename.part() != null || !new SequenceCommands(session, definitions).rename(rename)) {
        definitions.missing("relation", rename.name(), rename.ifExists());
      }
      return new Result.Command("ALTER TABLE");
    }
    definitions.lockTable(table);
    String part = rename.part();
    TableSchema renamed =
        part == null
            ? withName(table, rename.newName())
            : withColumnName(table, part, rename.newName());
    if (part == null) {
      definitions.existsAlready(table.schemaName(), Name.of(rename.newName(), rename.pos()), false);
    }
    ViewTexts texts = new ViewTexts(session);
    List<ViewDefinition> views =
        part == null
            ? texts.renamingRelation(table.oid(), table.schemaName(), rename.newName())
            : texts.renamingColumn(table.oid(), table.columnIndex(part), part, rename.newName());
    definitions.replace(table, renamed);
    if (part != null) {
      session
          .transaction()
          .editCatalog(state -> {
            int oid = state.numbers().oid(table.oid());
            state.comments().renameColumn(oid, part, rename.newName());
            state.grants().renameColumn(oid, part, rename.newName());
          });
      renameInChecks(table, part, rename.newName());
    }
    texts.put(views);
    return new Result.Command("ALTER TABLE");
  }

  private Result view(ViewDefinition view, Ddl.Rename rename) {
    String part = rename.part();
    String name = rename.newName();
    ViewTexts texts = new ViewTexts(session);
    List<ViewDefinition> others;
    ViewDefinition renamed;
    if (part == null) {
      definitions.existsAlready(view.schema(), Name.of(name, rename.pos()), false);
      others = texts.renamingRelation(view.oid(), view.schema(), name);
      renamed = view.named(name);
    } else {
      List<String> columns = view.columns().stream().map(Column::name).toList();
      int index = columns.indexOf(part);
      requireRenaming(index >= 0, columns.contains(name), part, name, view.name());
      others = texts.renamingColumn(view.oid(), index, part, name);
      renamed = view.withColumn(index, name);
    }
    session
        .transaction()
        .editCatalog(state -> {
          state.remove(view);
          state.put(renamed);
        });
    texts.put(others);
    return new Result.Command("ALTER VIEW");
  }

  private void renameInChecks(TableSchema table, String old, String name) {
    TableRules rules = session.transaction().catalog().rules().of(table.oid());
    session
        .transaction()
        .editCatalog(state -> {
          state.rules().generate(table.oid(), GeneratedColumns.renamed(rules, old, name));
          for (IndexDefinition index : rules.indexes()) {
            if (!index.plain()) {
              state.rules().put(renamedIn(index, old, name));
            }
          }
          for (CheckDefinition check : rules.checks()) {
            String condition = SqlParser.renameColumn(check.condition(), old, name);
            state.rules().put(check.saying(condition));
          }
        });
  }

  private static IndexDefinition renamedIn(IndexDefinition index, String old, String name) {
    List<IndexDefinition.Part> parts = new ArrayList<>();
    for (IndexDefinition.Part part : index.parts()) {
      String text = part.expression();
      parts.add(text == null ? part : part.saying(SqlParser.renameColumn(text, old, name)));
    }
    String where = index.predicate();
    return index.saying(parts, where == null ? null : SqlParser.renameColumn(where, old, name));
  }

  private static TableSchema withName(TableSchema table, String name) {
    return new TableSchema(
        table.oid(),
        table.schemaName(),
        name,
        table.columns(),
        table.keyColumns(),
        table.keyName());
  }

  private static TableSchema withColumnName(TableSchema table, String old, String name) {
    int index = table.columnIndex(old);
    requireRenaming(index >= 0, table.columnIndex(name) >= 0, old, name, table.name());
    List<Column> columns = new ArrayList<>(table.columns());
    Column column = columns.get(index);
    columns.set(index, new Column(name, column.type(), column.nullable(), column.defaultSql()));
    return new TableSchema(
        table.oid(),
        table.schemaName(),
        table.name(),
        columns,
        table.keyColumns(),
        table.keyName());
  }

  private static void requireRenaming(
      boolean found, boolean taken, String old, String name, String relation) {
    if (!found) {
      throw SqlState.UNDEFINED_COLUMN.error("column \"%s\" does not exist", old);
    }
    if (taken) {
      throw SqlState.DUPLICATE_COLUMN.error(
          "column \"%s\" of relation \"%s\" already exists", name, relation);
    }
  }

  private Result constraint(Ddl.Rename rename) {
    TableSchema table = definitions.requireTable(rename.name());
    definitions.lockTable(table);
    TableRules rules = session.transaction().catalog().rules().of(table.oid());
    String name = rename.newName();
    String part = Objects.requireNonNull(rename.part());
    if (rules.names(name) || table.keyName().equals(name)) {
      throw SqlState.DUPLICATE_OBJECT.error(
          "constraint \"%s\" for relation \"%s\" already exists", name, table.name());
    }
    for (CheckDefinition check : rules.checks()) {
      if (check.name().equals(part)) {
        session.transaction().editCatalog(state -> state.rules().put(check.named(name)));
        return new Result.Command("ALTER TABLE");
      }
    }
    for (ForeignKey key : rules.references()) {
      if (key.name().equals(part)) {
        session.transaction().editCatalog(state -> state.rules().put(key.named(name)));
        return new Result.Command("ALTER TABLE");
      }
    }
    for (IndexDefinition index : rules.indexes()) {
      if (index.constraint() && index.name().equals(part)) {
        return renamed(index, rename, "ALTER TABLE");
      }
    }
    if (!table.hiddenKey() && table.keyName().equals(part)) {
      definitions.replace(
          table,
          new TableSchema(
              table.oid(),
              table.schemaName(),
              table.name(),
              table.columns(),
              table.keyColumns(),
              name));
      return new Result.Command("ALTER TABLE");
    }
    throw SqlState.UNDEFINED_OBJECT.error(
        "constraint \"%s\" for table \"%s\" does not exist", part, table.name());
  }

  private Result sequence(Ddl.Rename rename) {
    if (!new SequenceCommands(session, definitions).rename(rename)) {
      definitions.missing("relation", rename.name(), rename.ifExists());
    }
    return new Result.Command("ALTER SEQUENCE");
  }

  private Result index(Ddl.Rename rename) {
    IndexDefinition index = definitions.findIndex(rename.name());
    if (index == null) {
      definitions.missing("relation", rename.name(), rename.ifExists());
      return new Result.Command("ALTER INDEX");
    }
    return renamed(index, rename, "ALTER INDEX");
  }

  private Result renamed(IndexDefinition index, Ddl.Rename rename, String tag) {
    definitions.existsAlready(index.schema(), Name.of(rename.newName(), rename.pos()), false);
    session.transaction().editCatalog(state -> state.rules().put(index.named(rename.newName())));
    return new Result.Command(tag);
  }
}
