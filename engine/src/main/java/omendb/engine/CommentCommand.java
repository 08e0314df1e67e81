package omendb.engine;

import java.util.List;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.core.TableSchema;
import omendb.core.UserType;
import omendb.engine.catalog.Comments.Target;
import omendb.engine.catalog.SystemOids;
import omendb.engine.definition.CheckDefinition;
import omendb.engine.definition.ForeignKey;
import omendb.engine.definition.IndexDefinition;
import omendb.engine.definition.SequenceDefinition;
import omendb.engine.definition.TableRules;
import omendb.planner.ast.Ddl;
import omendb.planner.ast.Name;
import org.jspecify.annotations.Nullable;

/// COMMENT ON.
final class CommentCommand {
  private final Session session;
  private final DdlCommands definitions;

  CommentCommand(Session session, DdlCommands definitions) {
    this.session = session;
    this.definitions = definitions;
  }

  Result run(Ddl.Comment comment) {
    Target target = target(comment);
    session.transaction().editCatalog(state -> state.comments().put(target, comment.text()));
    return new Result.Command("COMMENT");
  }

  private CatalogState catalog() {
    return session.transaction().catalog();
  }

  private Target target(Ddl.Comment comment) {
    Name name = comment.name();
    return switch (comment.type()) {
      case TABLE, VIEW, INDEX, SEQUENCE -> relation(comment.type(), name);
      case COLUMN -> column(name);
      case CONSTRAINT -> constraint(comment);
      case TYPE -> type(name);
      case SCHEMA -> {
        Integer oid = catalog().schemas().get(name.name());
        if (oid == null) {
          throw SqlState.INVALID_SCHEMA_NAME.error("schema \"%s\" does not exist", name.name());
        }
        yield new Target(SystemOids.PG_NAMESPACE, oid, "");
      }
      case DATABASE -> {
        if (!name.name().equals(session.databaseName())) {
          throw SqlState.INVALID_CATALOG_NAME.error("database \"%s\" does not exist", name.name());
        }
        yield new Target(SystemOids.PG_DATABASE, SystemOids.DATABASE, "");
      }
      case ROLE -> {
        Role role = catalog().role(name.name());
        if (role == null) {
          throw SqlState.UNDEFINED_OBJECT.error("role \"%s\" does not exist", name.name());
        }
        yield new Target(SystemOids.PG_AUTHID, role.oid(), "");
      }
      default -> throw DdlCommands.unsupported("COMMENT ON this object", comment.pos());
    };
  }

  private Target of(long oid) {
    return new Target(SystemOids.PG_CLASS, oid, "");
  }

  /// 42P01, or 42809 for a relation of another kind.
  private Target relation(Ddl.ObjectType asked, Name name) {
    TableSchema table = definitions.findTable(name);
    if (table != null) {
      requireKind(asked, Ddl.ObjectType.TABLE, name);
      return of(catalog().numbers().oid(table.oid()));
    }
    ViewDefinition view = definitions.findView(name);
    if (view != null) {
      requireKind(asked, Ddl.ObjectType.VIEW, name);
      return of(view.oid());
    }
    SequenceDefinition sequence = new SequenceCommands(session, definitions).find(name);
    if (sequence != null) {
      requireKind(asked, Ddl.ObjectType.SEQUENCE, name);
      return of(sequence.oid());
    }
    IndexDefinition index = definitions.findIndex(name);
    TableSchema keyed = index == null ? ofKey(name) : null;
    if (index == null && keyed == null) {
      throw SqlState.UNDEFINED_TABLE.error("relation \"%s\" does not exist", name.display());
    }
    requireKind(asked, Ddl.ObjectType.INDEX, name);
    return keyed == null && index != null
        ? of(catalog().numbers().oid(index.oid()))
        : of(SystemOids.index(oid(keyed)));
  }

  private int oid(@Nullable TableSchema table) {
    return table == null ? 0 : catalog().numbers().oid(table.oid());
  }

  /// The table whose primary key has this name, or null.
  private @Nullable TableSchema ofKey(Name name) {
    for (String schema : definitions.schemasOf(name)) {
      for (TableSchema table : catalog().tables()) {
        if (table.schemaName().equals(schema) && table.keyName().equals(name.name())) {
          return table;
        }
      }
    }
    return null;
  }

  private static void requireKind(Ddl.ObjectType asked, Ddl.ObjectType found, Name name) {
    if (asked != found) {
      String article = asked == Ddl.ObjectType.INDEX ? "an " : "a ";
      throw SqlState.WRONG_OBJECT_TYPE.error(
          "\"%s\" is not %s",
          name.name(), article + asked.name().toLowerCase(java.util.Locale.ROOT));
    }
  }

  private Target column(Name name) {
    String relation = name.schema();
    if (relation == null) {
      throw SqlState.SYNTAX_ERROR.error("column name must be qualified").at(name.pos());
    }
    Name owner = new Name(null, name.catalog(), relation, name.pos());
    TableSchema table = definitions.findTable(owner);
    ViewDefinition view = table == null ? definitions.findView(owner) : null;
    if (table == null && view == null) {
      throw SqlState.UNDEFINED_TABLE.error("relation \"%s\" does not exist", owner.display());
    }
    boolean there =
        table == null
            ? view != null && view.columns().stream().anyMatch(c -> c.name().equals(name.name()))
            : table.columnIndex(name.name()) >= 0;
    if (!there) {
      throw SqlState.UNDEFINED_COLUMN.error(
          "column \"%s\" of relation \"%s\" does not exist", name.name(), relation);
    }
    int oid = table == null && view != null ? view.oid() : oid(table);
    return new Target(SystemOids.PG_CLASS, oid, name.name());
  }

  private Target constraint(Ddl.Comment comment) {
    Name on = comment.on();
    if (on == null) {
      throw DdlCommands.unsupported("COMMENT ON this constraint", comment.pos());
    }
    TableSchema table = definitions.requireTable(on);
    String name = comment.name().name();
    TableRules rules = catalog().rules().of(table.oid());
    for (CheckDefinition check : rules.checks()) {
      if (check.name().equals(name)) {
        return new Target(SystemOids.PG_CONSTRAINT, check.oid(), "");
      }
    }
    for (ForeignKey key : rules.references()) {
      if (key.name().equals(name)) {
        return new Target(SystemOids.PG_CONSTRAINT, key.oid(), "");
      }
    }
    for (IndexDefinition index : rules.indexes()) {
      if (index.constraint() && index.name().equals(name)) {
        int oid = catalog().numbers().oid(index.oid());
        return new Target(SystemOids.PG_CONSTRAINT, SystemOids.constraint(oid), "");
      }
    }
    if (!table.hiddenKey() && table.keyName().equals(name)) {
      return new Target(SystemOids.PG_CONSTRAINT, SystemOids.constraint(oid(table)), "");
    }
    throw missing("constraint \"" + name + "\" for table \"" + table.name() + "\" does not exist");
  }

  private Target type(Name name) {
    List<String> schemas = definitions.schemasOf(name);
    for (String schema : schemas) {
      UserType type = catalog().types().get(schema, name.name());
      if (type != null) {
        return new Target(SystemOids.PG_TYPE, type.oid(), "");
      }
    }
    throw missing("type \"" + name.display() + "\" does not exist");
  }

  private static OmenException missing(String what) {
    return SqlState.UNDEFINED_OBJECT.error("%s", what);
  }
}
