package omendb.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import omendb.core.OmenException;
import omendb.engine.definition.Privilege;
import omendb.engine.definition.Securable;
import omendb.planner.CatalogView.Relation;
import omendb.planner.RelationUse;
import omendb.planner.Routine;

/// Checks what statements do to relations against the privileges of the current user, and within
/// views of their owners. Plans are kept by user and catalog, so that a statement that runs again
/// by its plan needs no other check.
final class StatementRights {
  /// Catalogs that tell what is not everybody's.
  private static final Set<String> HIDDEN =
      Set.of(
          "pg_authid",
          "pg_shadow",
          "pg_user_mapping",
          "pg_statistic",
          "pg_statistic_ext_data",
          "pg_largeobject",
          "pg_subscription",
          "pg_hba_file_rules",
          "pg_ident_file_mappings",
          "pg_file_settings",
          "pg_config",
          "pg_backend_memory_contexts",
          "pg_shmem_allocations");

  private final Session session;
  private final CatalogState catalog;

  StatementRights(Session session) {
    this.session = session;
    this.catalog = session.transaction().catalog();
  }

  /// 42501 for the first use without privilege.
  void permit(List<RelationUse> uses) {
    Rights own = Rights.of(session);
    boolean checks = session.dispatcher().roles.checks();
    for (RelationUse use : uses) {
      // A view's query has found its relations when it was made.
      if (use.through() == 0 && !own.mayUse(use.relation().schema())) {
        throw Rights.denied("schema", use.relation().schema());
      }
      if (!checks) {
        continue;
      }
      if (use.through() == 0) {
        permit(use, own);
      } else if (use.through() >= CatalogState.FIRST_USER_OID) {
        permit(use, Rights.ofOwner(catalog, use.through()));
      }
    }
  }

  /// 42501 without the privilege to call a routine.
  void permit(Routine routine, int through) {
    Rights caller = through == 0 ? Rights.of(session) : Rights.ofOwner(catalog, through);
    if (through == 0 && !caller.mayUse(routine.schema())) {
      throw Rights.denied("schema", routine.schema());
    }
    boolean may = caller.has(Securable.FUNCTION, routine.oid(), Privilege.EXECUTE);
    if (!may && session.dispatcher().roles.checks()) {
      throw Rights.denied(routine.procedure() ? "procedure" : "function", routine.name());
    }
  }

  private void permit(RelationUse use, Rights rights) {
    Relation relation = use.relation();
    if (rights.superuser()) {
      return;
    }
    if (relation.oid() < CatalogState.FIRST_USER_OID) {
      if (HIDDEN.contains(relation.name())) {
        throw denied(relation);
      }
      return;
    }
    int object = catalog.numbers().oid(relation.oid());
    int held = rights.privileges(kind(relation), object);
    if (use.read() || !use.selected().isEmpty()) {
      require(use, rights, held, Privilege.SELECT);
    }
    if (use.inserts()) {
      require(use, rights, held, Privilege.INSERT);
    }
    if (use.updates() || use.locks()) {
      require(use, rights, held, Privilege.UPDATE);
    }
    if (use.deletes() && (held & Privilege.DELETE.bit()) == 0) {
      throw denied(relation);
    }
  }

  private void require(RelationUse use, Rights rights, int held, Privilege privilege) {
    if ((held & privilege.bit()) != 0) {
      return;
    }
    Relation relation = use.relation();
    int object = catalog.numbers().oid(relation.oid());
    Set<Integer> columns =
        switch (privilege) {
          case SELECT -> use.selected();
          case INSERT -> use.inserted();
          default -> use.updated();
        };
    if (columns.isEmpty()) {
      if ((rights.onAnyColumn(object) & privilege.bit()) == 0) {
        throw denied(relation);
      }
      return;
    }
    for (int column : columns) {
      String name = relation.columns().get(column).name();
      if ((rights.onColumn(object, name) & privilege.bit()) == 0) {
        throw denied(relation);
      }
    }
  }

  private static Securable kind(Relation relation) {
    return relation.kind() == 'S' ? Securable.SEQUENCE : Securable.TABLE;
  }

  private static OmenException denied(Relation relation) {
    String kind =
        switch (relation.kind()) {
          case 'S' -> "sequence";
          case 'v' -> "view";
          case 'm' -> "materialized view";
          default -> "table";
        };
    return Rights.denied(kind, relation.name());
  }

  /// 42501 when the current user lacks a privilege on the table and on one of these columns.
  static void requireColumns(
      Session session, omendb.core.TableSchema table, Privilege privilege, int[] columns) {
    Rights rights = Rights.of(session);
    int object = session.transaction().catalog().numbers().oid(table.oid());
    if (rights.has(Securable.TABLE, object, privilege)) {
      return;
    }
    List<String> names = new ArrayList<>();
    for (int column : columns) {
      names.add(table.columns().get(column).name());
    }
    for (String name : names) {
      if ((rights.onColumn(object, name) & privilege.bit()) == 0) {
        throw Rights.denied("table", table.name());
      }
    }
    if (names.isEmpty()) {
      throw Rights.denied("table", table.name());
    }
  }

  /// 42501 when the current user lacks all of these privileges on a table.
  static void requireAny(Session session, omendb.core.TableSchema table, Privilege... privileges) {
    Rights rights = Rights.of(session);
    int object = session.transaction().catalog().numbers().oid(table.oid());
    int wanted = Privilege.bits(privileges);
    if ((rights.privileges(Securable.TABLE, object) & wanted) == 0) {
      throw Rights.denied("table", table.name());
    }
  }

  /// 42501 when the current user lacks all of these privileges on a sequence. Who may insert into
  /// the table of an identity column may take its values.
  static void requireAny(
      Session session,
      omendb.engine.definition.SequenceDefinition sequence,
      Privilege... privileges) {
    Role role = session.dispatcher().roles.current();
    if (role.superuser()) {
      return;
    }
    CatalogState catalog = session.transaction().catalog();
    Rights rights = new Rights(catalog, role);
    if ((rights.privileges(Securable.SEQUENCE, sequence.oid()) & Privilege.bits(privileges)) != 0) {
      return;
    }
    if (sequence.owner().identity()) {
      int table = catalog.numbers().oid(sequence.owner().tableOid());
      int held = rights.privileges(Securable.TABLE, table) | rights.onAnyColumn(table);
      if ((held & Privilege.INSERT.bit()) != 0) {
        return;
      }
    }
    throw Rights.denied("sequence", sequence.name());
  }
}
