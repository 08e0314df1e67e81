package omendb.engine;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.core.TableSchema;
import omendb.engine.definition.Acl;
import omendb.engine.definition.Privilege;
import omendb.engine.definition.Securable;
import omendb.planner.ast.Access;
import omendb.planner.ast.Ddl;
import omendb.planner.ast.Name;
import omendb.planner.ast.Routines;
import org.jspecify.annotations.Nullable;

/// GRANT and REVOKE of privileges.
final class GrantCommands {
  private final Session session;
  private final DdlCommands definitions;
  private final OwnedObjects objects;

  GrantCommands(Session session) {
    this.session = session;
    this.definitions = new DdlCommands(session);
    this.objects = new OwnedObjects(session, definitions);
  }

  private CatalogState catalog() {
    return session.transaction().catalog();
  }

  /// What is granted: privileges on the whole object, and on columns by name.
  private record Asked(boolean all, int whole, Map<String, Integer> columns) {}

  Result run(Access.Grant grant) {
    Access.RoleName by = grant.grantedBy();
    if (by != null && session.dispatcher().roles.require(by).oid() != current().oid()) {
      throw SqlState.FEATURE_NOT_SUPPORTED.error("grantor must be current user");
    }
    List<Integer> grantees = new ArrayList<>();
    for (Access.RoleName role : grant.roles()) {
      boolean everyone = role.kind() == Access.RoleKind.PUBLIC;
      grantees.add(everyone ? Acl.PUBLIC : session.dispatcher().roles.require(role).oid());
    }
    if (grant.grant() && grant.withGrantOption() && grantees.contains(Acl.PUBLIC)) {
      throw SqlState.INVALID_GRANT_OPERATION.error("grant options can only be granted to roles");
    }
    for (OwnedObjects.Found object : targets(grant)) {
      Asked asked = asked(grant, object);
      if (asked.all || asked.whole != 0) {
        change(grant, object, "", asked.all ? 0 : asked.whole, grantees);
      }
      asked.columns.forEach((column, bits) -> change(grant, object, column, bits, grantees));
    }
    return new Result.Command(grant.grant() ? "GRANT" : "REVOKE");
  }

  private Role current() {
    return session.dispatcher().roles.current();
  }

  // What is meant

  private List<OwnedObjects.Found> targets(Access.Grant grant) {
    List<OwnedObjects.Found> targets = new ArrayList<>();
    if (grant.type() == Ddl.ObjectType.FUNCTION) {
      return routines(grant);
    }
    for (Name name : grant.objects()) {
      if (grant.allInSchema()) {
        if (!catalog().hasSchema(name.name())) {
          throw SqlState.INVALID_SCHEMA_NAME.error("schema \"%s\" does not exist", name.name());
        }
        boolean tables = grant.type() == Ddl.ObjectType.TABLE;
        targets.addAll(objects.all(tables ? Securable.TABLE : Securable.SEQUENCE, name.name()));
      } else {
        targets.add(target(grant, name));
      }
    }
    return targets;
  }

  private List<OwnedObjects.Found> routines(Access.Grant grant) {
    RoutineCommands routines = new RoutineCommands(session, definitions);
    if (!grant.allInSchema()) {
      return grant.routines().stream()
          .map(each -> routines.require(each.kind(), each.signature()))
          .map(RoutineCommands::found)
          .toList();
    }
    Routines.Kind kind = grant.routines().getFirst().kind();
    List<OwnedObjects.Found> all = new ArrayList<>();
    for (Name schema : grant.objects()) {
      if (!catalog().hasSchema(schema.name())) {
        throw SqlState.INVALID_SCHEMA_NAME.error("schema \"%s\" does not exist", schema.name());
      }
      catalog().routines().all().stream()
          .filter(each -> each.schema().equals(schema.name()))
          .filter(each ->
              kind == Routines.Kind.ROUTINE
                  || each.procedure() == (kind == Routines.Kind.PROCEDURE))
          .forEach(each -> all.add(RoutineCommands.found(each)));
    }
    return all;
  }

  private OwnedObjects.Found target(Access.Grant grant, Name name) {
    switch (grant.type()) {
      case TABLE, SEQUENCE, TYPE, DOMAIN, SCHEMA, DATABASE -> {
        // Below.
      }
      default -> throw DdlCommands.unsupported("GRANT on this object", grant.pos());
    }
    OwnedObjects.Found found = objects.find(grant.type(), name);
    if (found == null) {
      throw missing(grant.type(), name);
    }
    if (grant.type() == Ddl.ObjectType.SEQUENCE && found.kind() != Securable.SEQUENCE) {
      throw SqlState.WRONG_OBJECT_TYPE.error("\"%s\" is not a sequence", name.name());
    }
    if (found.word().equals("index")) {
      throw SqlState.WRONG_OBJECT_TYPE.error("\"%s\" is an index", name.name());
    }
    return found;
  }

  private OmenException missing(Ddl.ObjectType type, Name name) {
    return switch (type) {
      case SCHEMA ->
          SqlState.INVALID_SCHEMA_NAME.error("schema \"%s\" does not exist", name.name());
      case DATABASE ->
          SqlState.INVALID_CATALOG_NAME.error("database \"%s\" does not exist", name.name());
      case TYPE, DOMAIN ->
          SqlState.UNDEFINED_OBJECT.error("type \"%s\" does not exist", name.display());
      default -> SqlState.UNDEFINED_TABLE.error("relation \"%s\" does not exist", name.display());
    };
  }

  private Asked asked(Access.Grant grant, OwnedObjects.Found object) {
    if (grant.privileges().isEmpty()) {
      return new Asked(true, 0, Map.of());
    }
    int whole = 0;
    boolean all = false;
    Map<String, Integer> columns = new LinkedHashMap<>();
    for (Access.Privilege each : grant.privileges()) {
      if (each.columns().isEmpty()) {
        whole |= bit(each, object);
        continue;
      }
      if (object.kind() != Securable.TABLE) {
        throw SqlState.INVALID_GRANT_OPERATION.error(
            "column privileges are only valid for relations");
      }
      int bits = each.name().equals("all") ? Securable.COLUMN.all() : columnBit(each);
      for (String column : each.columns()) {
        requireColumn(object, column);
        columns.merge(column, bits, (a, b) -> a | b);
      }
    }
    return new Asked(all, whole, columns);
  }

  private static Privilege named(Access.Privilege each) {
    Privilege privilege = Privilege.named(each.name());
    if (privilege == null) {
      throw SqlState.SYNTAX_ERROR.error("unrecognized privilege type \"%s\"", each.name());
    }
    return privilege;
  }

  private static int bit(Access.Privilege each, OwnedObjects.Found object) {
    Privilege privilege = named(each);
    // GRANT … ON a sequence without the word may say what is for tables.
    if ((object.kind().all() & privilege.bit()) == 0) {
      throw SqlState.INVALID_GRANT_OPERATION.error(
          "invalid privilege type %s for %s", privilege.words(), object.kind().word());
    }
    return privilege.bit();
  }

  private static int columnBit(Access.Privilege each) {
    Privilege privilege = named(each);
    if ((Securable.COLUMN.all() & privilege.bit()) == 0) {
      throw SqlState.INVALID_GRANT_OPERATION.error(
          "invalid privilege type %s for column", privilege.words());
    }
    return privilege.bit();
  }

  private void requireColumn(OwnedObjects.Found object, String column) {
    TableSchema table = catalog().tableByOid(catalog().numbers().number(object.object()));
    boolean there =
        table != null
            ? table.columnIndex(column) >= 0
            : catalog().views().stream()
                .filter(view -> view.oid() == object.object())
                .anyMatch(view -> view.columns().stream().anyMatch(c -> c.name().equals(column)));
    if (!there) {
      throw SqlState.UNDEFINED_COLUMN.error(
          "column \"%s\" of relation \"%s\" does not exist", column, object.name());
    }
  }

  // The change

  /// @param column empty for the whole object
  /// @param asked 0 for ALL
  private void change(
      Access.Grant grant,
      OwnedObjects.Found object,
      String column,
      int asked,
      List<Integer> grantees) {
    Securable kind = column.isEmpty() ? object.kind() : Securable.COLUMN;
    int wanted = asked == 0 ? kind.all() : asked;
    Grantor grantor = grantor(object, column, wanted);
    int bits = wanted & grantor.options;
    warn(grant, object, column, asked == 0, wanted, bits);
    Acl list = list(kind, object.object(), column);
    int owner = catalog().grants().owner(object.object());
    Acl changed = list;
    for (int grantee : grantees) {
      if (bits != 0) {
        changed =
            grant.grant()
                ? changed.granted(grantee, grantor.role, bits, grant.withGrantOption())
                : changed.revoked(grantee, grantor.role, bits, grant.withGrantOption());
      }
    }
    if (!grant.grant()) {
      changed = withoutOrphans(changed, list, owner, grant.cascade());
    }
    if (grant.grant() && grantees.contains(owner) && grant.withGrantOption()) {
      // An owner has all options anyway.
      changed = changed.owned(owner, owner);
    }
    Acl result = changed;
    session
        .transaction()
        .editCatalog(state -> {
          state.grants().put(object.object(), column, column.isEmpty() ? result : orNull(result));
          if (!grant.grant() && column.isEmpty() && object.kind() == Securable.TABLE) {
            revokeFromColumns(
                state.grants(), object.object(), grantor.role, wanted, grant, grantees);
          }
        });
  }

  private static @Nullable Acl orNull(Acl list) {
    return list.items().isEmpty() ? null : list;
  }

  /// What is revoked from a whole table is revoked from its columns too.
  private static void revokeFromColumns(
      Grants grants,
      int object,
      int grantor,
      int bits,
      Access.Grant grant,
      List<Integer> grantees) {
    grants
        .columns(object)
        .forEach((column, list) -> {
          Acl changed = list;
          for (int grantee : grantees) {
            changed = changed.revoked(grantee, grantor, bits, grant.withGrantOption());
          }
          grants.put(object, column, orNull(changed));
        });
  }

  private Acl list(Securable kind, int object, String column) {
    Acl list = catalog().grants().list(object, column);
    return list == null ? Acl.initial(kind, catalog().grants().owner(object)) : list;
  }

  private record Grantor(int role, int options) {}

  /// Who grants: the owner where the current user may act as the owner, else the one of his roles
  /// that may grant most; 42501 when there is none with any privilege.
  private Grantor grantor(OwnedObjects.Found object, String column, int wanted) {
    Rights rights = Rights.of(session);
    int owner = catalog().grants().owner(object.object());
    if (rights.owns(object.object())) {
      return new Grantor(owner, wanted);
    }
    Acl whole = rights.list(object.kind(), object.object());
    Acl part = catalog().grants().list(object.object(), column);
    Grantor best = new Grantor(rights.role().oid(), 0);
    for (int role : ordered(rights)) {
      int options = whole.options(Set.of(role));
      if (part != null && !column.isEmpty()) {
        options |= part.options(Set.of(role));
      }
      if (Integer.bitCount(options & wanted) > Integer.bitCount(best.options)) {
        best = new Grantor(role, options & wanted);
      }
    }
    if (best.options == 0) {
      int held = whole.privileges(rights.groups());
      if (!column.isEmpty()) {
        held |= rights.onColumn(object.object(), column);
      }
      if (held == 0) {
        throw column.isEmpty()
            ? Rights.denied(object.word(), object.name())
            : SqlState.INSUFFICIENT_PRIVILEGE.error(
                "permission denied for column \"%s\" of relation \"%s\"", column, object.name());
      }
    }
    return best;
  }

  private static List<Integer> ordered(Rights rights) {
    List<Integer> roles = new ArrayList<>();
    roles.add(rights.role().oid());
    Set<Integer> others = new HashSet<>(rights.groups());
    others.remove(rights.role().oid());
    roles.addAll(others);
    return roles;
  }

  private void warn(
      Access.Grant grant,
      OwnedObjects.Found object,
      String column,
      boolean all,
      int wanted,
      int possible) {
    if (possible == wanted || all && possible != 0) {
      return;
    }
    String what =
        column.isEmpty()
            ? "\"" + object.name() + "\""
            : "column \"" + column + "\" of relation \"" + object.name() + "\"";
    String part = possible == 0 ? "no privileges were " : "not all privileges were ";
    String part2 = possible == 0 ? "no privileges could be " : "not all privileges could be ";
    String text = grant.grant() ? part + "granted for " + what : part2 + "revoked for " + what;
    SqlState state =
        grant.grant() ? SqlState.PRIVILEGE_NOT_GRANTED : SqlState.PRIVILEGE_NOT_REVOKED;
    session.notice(new Notice("WARNING", state, text));
  }

  /// The list without what those granted who may do so no longer: 2BP01 when something is lost so
  /// without CASCADE.
  static Acl withoutOrphans(Acl changed, Acl before, int owner, boolean cascade) {
    Set<Acl.Item> known = new HashSet<>(before.orphans(owner));
    Acl list = changed;
    while (true) {
      List<Acl.Item> lost = new ArrayList<>(list.orphans(owner));
      lost.removeAll(known);
      if (lost.isEmpty()) {
        return list;
      }
      if (!cascade) {
        throw SqlState.DEPENDENT_OBJECTS_STILL_EXIST
            .error("dependent privileges exist")
            .withHint("Use CASCADE to revoke them too.");
      }
      for (Acl.Item item : lost) {
        list = list.revoked(item.grantee(), item.grantor(), item.privileges(), false);
      }
    }
  }
}
