package omendb.engine;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import omendb.core.TableSchema;
import omendb.engine.definition.GeneratedColumn;
import omendb.engine.definition.TableRules;

/// Brings changes of one client's temporary relations to definitions that others have changed
/// meanwhile: they share nothing.
final class TemporaryMerge {
  private final String schema;

  /// @param schema that of the client's temporary relations
  TemporaryMerge(String schema) {
    this.schema = schema;
  }

  /// True when two states differ in nothing but the temporary relations, and these are made of
  /// types that came with the server.
  boolean only(CatalogState edited, CatalogState base) {
    Set<Integer> own = own(edited);
    own.addAll(own(base));
    boolean plain =
        edited.tables().stream()
            .filter(this::isOwn)
            .flatMap(table -> table.columns().stream())
            .noneMatch(column -> !column.type().equals(column.type().stored()));
    return plain
        && same(
            edited.schemas().entrySet(),
            base.schemas().entrySet(),
            each -> each.getKey().equals(schema))
        && same(edited.tables(), base.tables(), this::isOwn)
        && same(edited.views(), base.views(), each -> each.schema().equals(schema))
        && same(edited.roles(), base.roles(), each -> false)
        && same(edited.types().all(), base.types().all(), each -> false)
        && same(
            edited.sequences().all(), base.sequences().all(), each -> each.schema().equals(schema))
        && sameRules(edited.rules(), base.rules(), own)
        && edited.policies().equals(base.policies())
        && edited.routines().equals(base.routines())
        && edited.comments().all().equals(base.comments().all())
        && edited
            .grants()
            .without(ownObjects(edited))
            .equals(base.grants().without(ownObjects(base)));
  }

  private static boolean sameRules(RuleSet edited, RuleSet base, Set<Integer> own) {
    return same(edited.indexes(), base.indexes(), each -> own.contains(each.tableOid()))
        && same(edited.checks(), base.checks(), each -> own.contains(each.tableOid()))
        && same(edited.foreignKeys(), base.foreignKeys(), each -> own.contains(each.tableOid()))
        && same(
            edited.generated().entrySet(),
            base.generated().entrySet(),
            each -> own.contains(each.getKey()));
  }

  private static <T> boolean same(
      Collection<T> edited, Collection<T> base, Predicate<? super T> own) {
    return edited.stream()
        .filter(own.negate())
        .toList()
        .equals(base.stream().filter(own.negate()).toList());
  }

  private boolean isOwn(TableSchema table) {
    return table.schemaName().equals(schema);
  }

  private Set<Integer> own(CatalogState state) {
    Set<Integer> own = new HashSet<>();
    state.tables().stream().filter(this::isOwn).forEach(table -> own.add(table.oid()));
    return own;
  }

  /// The numbers of what has owners in the schema, and its own.
  private Set<Integer> ownObjects(CatalogState state) {
    Integer oid = state.schemas().get(schema);
    Set<Integer> own = new HashSet<>();
    if (oid != null) {
      own.add(oid);
      Ownership.things(state)
          .forEach((object, thing) -> {
            if (thing.schema() == oid) {
              own.add(object);
            }
          });
    }
    return own;
  }

  /// The newest definitions with the edited temporary relations.
  CatalogState merged(CatalogState now, CatalogState edited) {
    CatalogState next = now.next();
    for (TableSchema table : now.tables()) {
      if (isOwn(table)) {
        next.remove(table);
        next.rules().removeTable(table.oid());
      }
    }
    next.dropSchema(schema);
    Integer oid = edited.schemas().get(schema);
    if (oid != null) {
      next.putSchema(schema, oid);
    }
    edited.views().stream().filter(each -> each.schema().equals(schema)).forEach(next::put);
    edited.sequences().all().stream()
        .filter(each -> each.schema().equals(schema))
        .forEach(next.sequences()::put);
    for (TableSchema table : edited.tables()) {
      if (isOwn(table)) {
        put(table, edited, next);
      }
    }
    next.grants().takeOver(edited.grants(), ownObjects(edited));
    next.numbers().retain(next::stores);
    return next;
  }

  private static void put(TableSchema table, CatalogState edited, CatalogState next) {
    next.put(table);
    TableRules rules = edited.rules().of(table.oid());
    rules.indexes().forEach(next.rules()::put);
    rules.checks().forEach(next.rules()::put);
    rules.references().forEach(next.rules()::put);
    List<GeneratedColumn> generated = rules.generated();
    next.rules().generate(table.oid(), generated);
    next.numbers().put(table.oid(), edited.numbers().oid(table.oid()));
    rules
        .indexes()
        .forEach(index -> next.numbers().put(index.oid(), edited.numbers().oid(index.oid())));
  }
}
