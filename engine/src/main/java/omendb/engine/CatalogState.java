package omendb.engine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import omendb.core.Column;
import omendb.core.ColumnType;
import omendb.core.DomainType;
import omendb.core.TableSchema;
import omendb.core.UserType;
import omendb.engine.catalog.Comments;
import omendb.engine.catalog.SystemOids;
import omendb.engine.definition.Acl;
import omendb.engine.definition.Privilege;
import omendb.engine.definition.Securable;
import org.jspecify.annotations.Nullable;

/// All definitions at one catalog version. Immutable; a DDL statement derives the next one.
final class CatalogState {
  /// The schema of tables without a schema of their own.
  static final String PUBLIC = "public";

  /// Definitions that came with the server have lower numbers.
  static final int FIRST_USER_OID = 16384;

  private final long version;
  private final TreeMap<String, Integer> schemas;
  private final TreeMap<String, TableSchema> tables;
  private final TreeMap<String, ViewDefinition> views;
  private final TreeMap<String, Role> roles;
  private final RuleSet rules;
  private final SequenceSet sequences;
  private final TypeSet types;
  private final Words words;

  private CatalogState(
      long version,
      TreeMap<String, Integer> schemas,
      TreeMap<String, TableSchema> tables,
      TreeMap<String, ViewDefinition> views,
      TreeMap<String, Role> roles,
      RuleSet rules,
      SequenceSet sequences,
      TypeSet types,
      Words words) {
    this.version = version;
    this.schemas = schemas;
    this.tables = tables;
    this.views = views;
    this.roles = roles;
    this.rules = rules;
    this.sequences = sequences;
    this.types = types;
    this.words = words;
  }

  /// A fresh folder's catalog: schema `public` and the superuser `omendb` without a password.
  static CatalogState fresh() {
    CatalogState state = empty(1);
    state.schemas.put(PUBLIC, 2200);
    state.put(Role.bootstrap());
    state.addPredefined();
    return state;
  }

  /// Adds the roles that come with the server, and leaves the schema `public` to the database's
  /// owner, who alone may make things there.
  void addPredefined() {
    Role.predefined().forEach(this::put);
    Integer common = schemas.get(PUBLIC);
    if (common != null) {
      grants().own(common, Role.DATABASE_OWNER);
      grants()
          .put(
              common,
              "",
              Acl.initial(Securable.SCHEMA, Role.DATABASE_OWNER)
                  .granted(Acl.PUBLIC, Role.DATABASE_OWNER, Privilege.USAGE.bit(), false));
    }
  }

  /// An editable copy, one version on. It must not be changed any more once it is published.
  CatalogState next() {
    return new CatalogState(
        version + 1,
        new TreeMap<>(schemas),
        new TreeMap<>(tables),
        new TreeMap<>(views),
        new TreeMap<>(roles),
        rules.copy(),
        sequences.copy(),
        types.copy(),
        new Words(
            words.numbers.copy(),
            words.comments.copy(),
            words.grants.copy(),
            words.policies.copy(),
            words.routines.copy()));
  }

  static CatalogState empty(long version) {
    return new CatalogState(
        version,
        new TreeMap<>(),
        new TreeMap<>(),
        new TreeMap<>(),
        new TreeMap<>(),
        new RuleSet(),
        new SequenceSet(),
        new TypeSet(),
        new Words(
            new ObjectNumbers(), new Comments(), new Grants(), new PolicySet(), new RoutineSet()));
  }

  long version() {
    return version;
  }

  boolean hasSchema(String name) {
    return schemas.containsKey(name);
  }

  Map<String, Integer> schemas() {
    return schemas;
  }

  Collection<TableSchema> tables() {
    return tables.values();
  }

  Collection<ViewDefinition> views() {
    return views.values();
  }

  /// Indexes and constraints.
  RuleSet rules() {
    return rules;
  }

  SequenceSet sequences() {
    return sequences;
  }

  /// What clients know and say of objects and may do with them, and what is kept as text.
  private record Words(
      ObjectNumbers numbers,
      Comments comments,
      Grants grants,
      PolicySet policies,
      RoutineSet routines) {}

  /// Functions and procedures.
  RoutineSet routines() {
    return words.routines;
  }

  /// Row security.
  PolicySet policies() {
    return words.policies;
  }

  ObjectNumbers numbers() {
    return words.numbers;
  }

  Comments comments() {
    return words.comments;
  }

  Grants grants() {
    return words.grants;
  }

  /// Forgets what is known of objects that are gone.
  void sweep() {
    words.numbers.retain(this::stores);
    Set<Long> there = new HashSet<>();
    tables.values().forEach(table -> there.add((long) words.numbers.oid(table.oid())));
    rules.indexes().forEach(index -> there.add((long) words.numbers.oid(index.oid())));
    rules.checks().forEach(check -> there.add((long) check.oid()));
    rules.foreignKeys().forEach(key -> there.add((long) key.oid()));
    views.values().forEach(view -> there.add((long) view.oid()));
    sequences.all().forEach(sequence -> there.add((long) sequence.oid()));
    types.all().forEach(type -> there.add((long) type.oid()));
    schemas.values().forEach(oid -> there.add((long) oid));
    roles.values().forEach(role -> there.add((long) role.oid()));
    words.routines.all().forEach(routine -> there.add((long) routine.oid()));
    words.policies.retain(oid -> there.contains((long) oid));
    words.policies.all().forEach(policy -> there.add((long) policy.oid()));
    words.comments.retain(oid -> oid == SystemOids.DATABASE || there.contains(oid));
    words.grants.retain(oid -> oid < FIRST_USER_OID || there.contains((long) oid));
  }

  TypeSet types() {
    return types;
  }

  /// Puts a new definition in the place of a type's old one, for its columns too.
  void retype(UserType type) {
    types.put(type);
    for (UserType other : List.copyOf(types.all())) {
      if (other instanceof DomainType domain && isOf(domain.base(), type)) {
        ColumnType base = domain.base();
        ColumnType element = base.element();
        retype(domain.over(element == null ? base.of(type) : ColumnType.array(element.of(type))));
      }
    }
    for (TableSchema table : List.copyOf(tables.values())) {
      if (table.columns().stream().anyMatch(column -> isOf(column.type(), type))) {
        put(table.withColumns(retyped(table.columns(), type)));
      }
    }
    for (ViewDefinition view : List.copyOf(views.values())) {
      List<Column> columns = retyped(view.columns(), type);
      put(
          new ViewDefinition(
              view.oid(), view.schema(), view.name(), columns, view.sql(), view.check()));
    }
  }

  /// True for columns of the type or of its arrays.
  static boolean isOf(ColumnType type, UserType user) {
    ColumnType scalar = Objects.requireNonNullElse(type.element(), type);
    return scalar.user() != null && scalar.user().oid() == user.oid();
  }

  private static List<Column> retyped(List<Column> columns, UserType user) {
    List<Column> changed = new ArrayList<>(columns.size());
    for (Column column : columns) {
      ColumnType old = column.type();
      ColumnType element = old.element();
      ColumnType type =
          !isOf(old, user)
              ? old
              : element == null ? old.of(user) : ColumnType.array(element.of(user));
      changed.add(new Column(column.name(), type, column.nullable(), column.defaultSql()));
    }
    return changed;
  }

  /// True when the schema has a table, view, index or sequence of this name.
  boolean hasRelation(String schema, String name) {
    return table(schema, name) != null
        || view(schema, name) != null
        || rules.index(schema, name) != null
        || sequences.get(schema, name) != null
        || tables.values().stream()
            .anyMatch(t -> t.schemaName().equals(schema) && t.keyName().equals(name));
  }

  Collection<Role> roles() {
    return roles.values();
  }

  @Nullable TableSchema table(String schema, String name) {
    return tables.get(key(schema, name));
  }

  @Nullable ViewDefinition view(String schema, String name) {
    return views.get(key(schema, name));
  }

  @Nullable ViewDefinition viewByOid(int oid) {
    for (ViewDefinition view : views.values()) {
      if (view.oid() == oid) {
        return view;
      }
    }
    return null;
  }

  @Nullable TableSchema tableByOid(int oid) {
    for (TableSchema table : tables.values()) {
      if (table.oid() == oid) {
        return table;
      }
    }
    return null;
  }

  /// True for the number of a table or an index.
  boolean stores(int oid) {
    return tableByOid(oid) != null || rules.index(oid) != null;
  }

  /// True when foreign keys have this table as their target.
  boolean referenced(int tableOid) {
    return !rules.of(tableOid).referencedBy().isEmpty();
  }

  /// True when foreign keys have this column of the table among their targets.
  boolean referenced(int tableOid, int column) {
    return rules.of(tableOid).referencedBy().stream()
        .anyMatch(key -> key.targetColumns().contains(column));
  }

  @Nullable Role role(String name) {
    return roles.get(name);
  }

  @Nullable Role role(int oid) {
    for (Role role : roles.values()) {
      if (role.oid() == oid) {
        return role;
      }
    }
    return null;
  }

  void put(TableSchema table) {
    tables.put(key(table.schemaName(), table.name()), table);
  }

  void put(ViewDefinition view) {
    views.put(key(view.schema(), view.name()), view);
  }

  void put(Role role) {
    roles.put(role.name(), role);
  }

  void putSchema(String name, int oid) {
    schemas.put(name, oid);
  }

  void removeSchema(String name) {
    schemas.remove(name);
  }

  /// Removes a schema whose tables are gone, with what else is in it.
  void dropSchema(String name) {
    views.values().removeIf(view -> view.schema().equals(name));
    List.copyOf(sequences.all()).stream()
        .filter(sequence -> sequence.schema().equals(name))
        .forEach(sequence -> sequences.remove(sequence.oid()));
    List.copyOf(types.all()).stream()
        .filter(type -> type.schema().equals(name))
        .forEach(type -> types.remove(type.oid()));
    List.copyOf(words.routines.all()).stream()
        .filter(routine -> routine.schema().equals(name))
        .forEach(routine -> words.routines.remove(routine.oid()));
    schemas.remove(name);
  }

  /// The definitions without temporary relations, which sessions before a crash have left.
  CatalogState withoutTemporary() {
    List<String> left =
        schemas.keySet().stream().filter(name -> name.startsWith(TemporaryTables.PREFIX)).toList();
    if (left.isEmpty()) {
      return this;
    }
    CatalogState state = next();
    for (TableSchema table : tables.values()) {
      if (left.contains(table.schemaName())) {
        state.remove(table);
        state.rules.removeTable(table.oid());
      }
    }
    left.forEach(state::dropSchema);
    return state;
  }

  void remove(TableSchema table) {
    tables.remove(key(table.schemaName(), table.name()));
  }

  void remove(ViewDefinition view) {
    views.remove(key(view.schema(), view.name()));
  }

  void removeRole(String name) {
    roles.remove(name);
  }

  private static String key(String schema, String name) {
    return schema + '\0' + name;
  }
}
