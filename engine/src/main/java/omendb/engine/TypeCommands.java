package omendb.engine;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import omendb.core.Column;
import omendb.core.DomainType;
import omendb.core.EnumType;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.core.TableSchema;
import omendb.core.UserType;
import omendb.planner.ast.AlterTable;
import omendb.planner.ast.Ddl;
import omendb.planner.ast.Name;
import org.jspecify.annotations.Nullable;

/// CREATE, ALTER and DROP TYPE. Columns keep a value as a number that a type's changes do not
/// touch, so that none of them writes a row.
final class TypeCommands {
  private final Session session;
  private final DdlCommands definitions;

  TypeCommands(Session session, DdlCommands definitions) {
    this.session = session;
    this.definitions = definitions;
  }

  Result create(Ddl.CreateEnum create) {
    String schema = definitions.targetSchema(create.name());
    String name = create.name().name();
    requireFree(schema, name);
    int oid = session.database().storage().nextOid();
    int arrayOid = session.database().storage().nextOid();
    Set<String> seen = new HashSet<>();
    for (String label : create.labels()) {
      requireLabel(label);
      if (!seen.add(label)) {
        throw SqlState.UNIQUE_VIOLATION
            .error("duplicate key value violates unique constraint \"pg_enum_typid_label_index\"")
            .withDetail("Key (enumtypid, enumlabel)=(%d, %s) already exists.", oid, label);
      }
    }
    EnumType type = EnumType.of(oid, arrayOid, schema, name, create.labels());
    session.transaction().editCatalog(state -> state.types().put(type));
    return new Result.Command("CREATE TYPE");
  }

  /// 42710 when the schema has a type of this name, be it that of a table's rows.
  void requireFree(String schema, String name) {
    CatalogState catalog = session.transaction().catalog();
    if (catalog.types().get(schema, name) != null
        || catalog.table(schema, name) != null
        || catalog.view(schema, name) != null) {
      throw SqlState.DUPLICATE_OBJECT.error("type \"%s\" already exists", name);
    }
  }

  private static void requireLabel(String label) {
    if (label.getBytes(StandardCharsets.UTF_8).length > EnumType.LABEL_BYTES_MAX) {
      throw SqlState.INVALID_NAME
          .error("invalid enum label \"%s\"", label)
          .withDetail("Labels must be %d bytes or less.", EnumType.LABEL_BYTES_MAX);
    }
  }

  /// ALTER TYPE … ADD VALUE.
  Result alter(Ddl.AlterEnum alter) {
    EnumType type = requireEnum(alter.name());
    requireLabel(alter.label());
    if (type.labels().contains(alter.label())) {
      OmenException error = taken(alter.label());
      if (!alter.ifNotExists()) {
        throw error;
      }
      session.notice(new Notice("NOTICE", error.state(), error.message() + ", skipping"));
      return new Result.Command("ALTER TYPE");
    }
    String neighbour = alter.neighbour();
    int place = type.labels().size();
    if (neighbour != null) {
      place = place(type, neighbour) + (alter.after() ? 1 : 0);
    }
    EnumType changed = type.with(alter.label(), place);
    session.transaction().editCatalog(state -> state.retype(changed));
    return new Result.Command("ALTER TYPE");
  }

  private static OmenException taken(String label) {
    return SqlState.DUPLICATE_OBJECT.error("enum label \"%s\" already exists", label);
  }

  private static int place(EnumType type, String label) {
    int place = type.labels().indexOf(label);
    if (place < 0) {
      throw SqlState.INVALID_PARAMETER_VALUE.error("\"%s\" is not an existing enum label", label);
    }
    return place;
  }

  /// ALTER TYPE … RENAME VALUE.
  Result renameLabel(Ddl.Rename rename) {
    EnumType type = requireEnum(rename.name());
    requireLabel(rename.newName());
    int place = place(type, Objects.requireNonNull(rename.part()));
    if (type.labels().contains(rename.newName())) {
      throw taken(rename.newName());
    }
    EnumType changed = type.relabelled(place, rename.newName());
    session.transaction().editCatalog(state -> state.retype(changed));
    return new Result.Command("ALTER TYPE");
  }

  /// ALTER TYPE … RENAME TO.
  Result rename(Ddl.Rename rename) {
    UserType type = require(rename.name());
    requireFree(type.schema(), rename.newName());
    UserType changed =
        switch (type) {
          case EnumType labels -> labels.named(type.schema(), rename.newName());
          case DomainType domain -> domain.named(rename.newName());
        };
    ViewTexts texts = new ViewTexts(session);
    List<ViewDefinition> views = texts.renamingType(type, rename.newName());
    session
        .transaction()
        .editCatalog(state -> {
          views.forEach(view -> ViewTexts.put(state, view));
          texts.putPolicies(state);
          state.retype(changed);
        });
    return new Result.Command("ALTER " + rename.type());
  }

  Result drop(Ddl.Drop drop) {
    List<UserType> types = new ArrayList<>();
    for (Name name : drop.names()) {
      UserType type = find(name);
      if (type != null) {
        if (drop.type() == Ddl.ObjectType.DOMAIN) {
          requireDomain(name);
        }
        types.add(type);
      } else {
        OmenException error = missing(name);
        if (!drop.ifExists()) {
          throw error;
        }
        session.notice(
            new Notice("NOTICE", SqlState.SUCCESSFUL_COMPLETION, error.message() + ", skipping"));
      }
    }
    types.forEach(type -> remove(type, drop));
    return new Result.Command("DROP " + drop.type());
  }

  void remove(UserType type, Ddl.Drop drop) {
    settleColumns(type, drop);
    session.transaction().editCatalog(state -> state.types().remove(type.oid()));
  }

  /// Drops the columns of the type, or refuses with 2BP01.
  private void settleColumns(UserType type, Ddl.Drop drop) {
    List<String> lines = new ArrayList<>();
    for (UserType other : List.copyOf(session.transaction().catalog().types().all())) {
      if (other instanceof DomainType domain && CatalogState.isOf(domain.base(), type)) {
        lines.add("type " + domain.name());
        if (drop.cascade()) {
          remove(domain, drop);
        }
      }
    }
    for (TableSchema table : List.copyOf(session.transaction().catalog().tables())) {
      List<AlterTable.Action> drops = new ArrayList<>();
      for (Column column : table.columns()) {
        if (CatalogState.isOf(column.type(), type)) {
          lines.add("column " + column.name() + " of table " + table.name());
          drops.add(new AlterTable.DropColumn(column.name(), false, true, drop.pos()));
        }
      }
      if (drop.cascade() && !drops.isEmpty()) {
        new ColumnCommands(session, definitions, table).run(drops);
      }
    }
    for (ViewDefinition view : List.copyOf(session.transaction().catalog().views())) {
      if (view.columns().stream().anyMatch(column -> CatalogState.isOf(column.type(), type))) {
        lines.add("view " + view.name());
        if (drop.cascade()) {
          session.transaction().editCatalog(state -> state.remove(view));
        }
      }
    }
    if (lines.isEmpty()) {
      return;
    }
    if (!drop.cascade()) {
      lines.replaceAll(line -> line + " depends on type " + type.name());
      throw SqlState.DEPENDENT_OBJECTS_STILL_EXIST
          .error("cannot drop type %s because other objects depend on it", type.name())
          .withDetail("%s", String.join("\n", lines))
          .withHint("Use DROP ... CASCADE to drop the dependent objects too.");
    }
    String what = lines.size() == 1 ? lines.getFirst() : lines.size() + " other objects";
    session.notice(
        new Notice("NOTICE", SqlState.SUCCESSFUL_COMPLETION, "drop cascades to " + what));
  }

  /// The enumerated type of this name: 42704, or 42809 when it is another type.
  private EnumType requireEnum(Name name) {
    if (require(name) instanceof EnumType labels) {
      return labels;
    }
    throw SqlState.WRONG_OBJECT_TYPE.error("%s is not an enum", name.display());
  }

  /// The domain of this name: 42704, or 42809 when it is another type.
  DomainType requireDomain(Name name) {
    if (require(name) instanceof DomainType domain) {
      return domain;
    }
    throw SqlState.WRONG_OBJECT_TYPE.error("%s is not a domain", name.display());
  }

  private UserType require(Name name) {
    UserType type = find(name);
    if (type == null) {
      throw missing(name);
    }
    return type;
  }

  private static OmenException missing(Name name) {
    return SqlState.UNDEFINED_OBJECT.error("type \"%s\" does not exist", name.display());
  }

  private @Nullable UserType find(Name name) {
    for (String schema : definitions.schemasOf(name)) {
      UserType type = session.transaction().catalog().types().get(schema, name.name());
      if (type != null) {
        return type;
      }
    }
    return null;
  }
}
