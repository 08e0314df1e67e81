package omendb.engine;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import omendb.core.Column;
import omendb.core.OmenException;
import omendb.core.TableSchema;
import omendb.core.UserType;
import omendb.engine.catalog.CatalogSource;
import omendb.engine.catalog.Comments;
import omendb.engine.definition.CheckDefinition;
import omendb.engine.definition.ForeignKey;
import omendb.engine.definition.GeneratedColumn;
import omendb.engine.definition.IndexDefinition;
import omendb.engine.definition.MaterializedView;
import omendb.engine.definition.Membership;
import omendb.engine.definition.Policy;
import omendb.engine.definition.RoutineDefinition;
import omendb.engine.definition.SequenceDefinition;
import omendb.planner.CatalogView;
import omendb.storage.TableStatistics;
import omendb.storage.TableStore;
import org.jspecify.annotations.Nullable;

/// What the catalog's relations and functions show a session.
final class SessionView implements CatalogSource {
  private final Session session;

  SessionView(Session session) {
    this.session = session;
  }

  private CatalogState state() {
    return session.transaction().catalog();
  }

  @Override
  public String databaseName() {
    return session.databaseName();
  }

  @Override
  public String user() {
    return session.dispatcher().roles.user();
  }

  @Override
  public List<String> searchPath() {
    return new SessionCatalogView(session).searchPath();
  }

  @Override
  public Map<String, Integer> schemas() {
    return state().schemas();
  }

  @Override
  public Collection<TableSchema> tables() {
    ObjectNumbers numbers = state().numbers();
    return numbers.all().isEmpty()
        ? state().tables()
        : state().tables().stream().map(table -> table.of(numbers.oid(table.oid()))).toList();
  }

  @Override
  public Collection<View> views() {
    return state().views().stream()
        .map(view ->
            new View(
                view.oid(),
                view.schema(),
                view.name(),
                view.columns(),
                view.sql(),
                view.check().name()))
        .toList();
  }

  @Override
  public boolean updatable(View view) {
    ViewDefinition definition = state().viewByOid(view.oid());
    try {
      return definition != null && ViewOptions.refusal(session, definition) == null;
    } catch (OmenException e) {
      return false;
    }
  }

  @Override
  public Collection<IndexDefinition> indexes() {
    ObjectNumbers numbers = state().numbers();
    return numbers.all().isEmpty()
        ? state().rules().indexes()
        : state().rules().indexes().stream()
            .map(index -> index.of(numbers.oid(index.oid()), numbers.oid(index.tableOid())))
            .toList();
  }

  @Override
  public List<Column> indexed(IndexDefinition index) {
    int number = state().numbers().number(index.oid());
    return session.database().table(number).schema().columns().subList(0, index.parts().size());
  }

  @Override
  public Map<Integer, MaterializedView> materialized() {
    Map<Integer, MaterializedView> views = new HashMap<>();
    for (MaterializedView view : state().rules().materialized().values()) {
      int oid = state().numbers().oid(view.tableOid());
      views.put(oid, view.of(oid));
    }
    return views;
  }

  @Override
  public Collection<CheckDefinition> checks() {
    ObjectNumbers numbers = state().numbers();
    return numbers.all().isEmpty()
        ? state().rules().checks()
        : state().rules().checks().stream()
            .map(check -> check.of(numbers.oid(check.tableOid())))
            .toList();
  }

  @Override
  public Collection<Policy> policies() {
    return state().policies().all();
  }

  @Override
  public Collection<RoutineDefinition> routines() {
    return state().routines().all();
  }

  @Override
  public boolean rowSecurity(long table, boolean forced) {
    PolicySet policies = state().policies();
    return (forced ? policies.forced() : policies.enabled()).contains((int) table);
  }

  @Override
  public boolean rowSecurityActive(long table) {
    return RowSecurityRules.counts(state(), Rights.of(session), (int) table);
  }

  @Override
  public Collection<ForeignKey> foreignKeys() {
    return state().rules().foreignKeys().stream().map(this::shown).toList();
  }

  @Override
  public Collection<SequenceDefinition> sequences() {
    return state().sequences().all().stream().map(this::shown).toList();
  }

  @Override
  public Collection<GeneratedColumn> generated() {
    return state().rules().generated().values().stream()
        .flatMap(Collection::stream)
        .map(each -> each.of(state().numbers().oid(each.tableOid())))
        .toList();
  }

  private ForeignKey shown(ForeignKey key) {
    ObjectNumbers numbers = state().numbers();
    return key.moved(key.tableOid(), numbers.oid(key.tableOid()))
        .moved(key.targetOid(), numbers.oid(key.targetOid()))
        .over(numbers.oid(key.targetIndex()));
  }

  private SequenceDefinition shown(SequenceDefinition sequence) {
    SequenceDefinition.Owner owner = sequence.owner();
    int table = state().numbers().oid(owner.tableOid());
    return sequence.of(new SequenceDefinition.Owner(table, owner.column(), owner.kind()));
  }

  @Override
  public Comments comments() {
    return state().comments();
  }

  @Override
  public Collection<UserType> types() {
    return state().types().all();
  }

  @Override
  public @Nullable Long lastValue(SequenceDefinition sequence) {
    SequenceValue.Place place = session.database().sequences().of(sequence).place();
    return place.called() ? (Long) place.last() : null;
  }

  /// The name of a table, view or index; null when there is none of this number.
  @Nullable String relationName(int oid) {
    TableSchema table = state().tableByOid(oid);
    IndexDefinition index = state().rules().index(oid);
    if (table != null || index != null) {
      return table != null ? table.name() : Objects.requireNonNull(index).name();
    }
    for (ViewDefinition view : state().views()) {
      if (view.oid() == oid) {
        return view.name();
      }
    }
    CatalogView.Relation system = session.database().systemCatalog().relation(oid);
    return system == null ? null : system.name();
  }

  @Override
  public Collection<Account> accounts() {
    return state().roles().stream()
        .map(role ->
            new Account(
                role.oid(),
                role.name(),
                role.attributes(),
                role.connectionsMax(),
                role.validUntil(),
                role.verifier(),
                configuration(role.oid())))
        .toList();
  }

  private @Nullable Object @Nullable [] configuration(int role) {
    Map<String, String> settings = state().grants().settings(role);
    return settings.isEmpty()
        ? null
        : new TreeMap<>(settings)
            .entrySet().stream().map(each -> each.getKey() + "=" + each.getValue()).toArray();
  }

  @Override
  public Map<Integer, Object[]> startSettings() {
    Map<Integer, Object[]> all = new TreeMap<>();
    state()
        .grants()
        .settings()
        .keySet()
        .forEach(role -> all.put(role, Objects.requireNonNull(configuration(role))));
    return all;
  }

  @Override
  public long owner(long object) {
    return state().grants().owner((int) object);
  }

  @Override
  public Object @Nullable [] privileges(long object, String column) {
    return AclText.of(state(), (int) object, column);
  }

  @Override
  public boolean may(Question question) {
    return Rights.answer(state(), question);
  }

  @Override
  public boolean isMember(long role, long other, boolean inherits, boolean admits) {
    CatalogState state = state();
    Role member = state.role((int) role);
    Role group = state.role((int) other);
    if (member == null || group == null) {
      return false;
    }
    return admits
        ? session.dispatcher().roles.mayAdmit(member, group)
        : inherits
            ? SessionRoles.hasPrivilegesOf(state, member.oid(), group.oid())
            : SessionRoles.isMember(state, member.oid(), group.oid());
  }

  @Override
  public List<Membership> memberships() {
    return state().grants().memberships();
  }

  @Override
  public Map<String, String> settings() {
    return session.settings().all();
  }

  @Override
  public Collection<Connection> connections() {
    return session.database().sessions().stream().map(SessionView::connection).toList();
  }

  private static Connection connection(Session each) {
    String query = each.activity().sql();
    String state =
        switch (each.transactionState()) {
          case IDLE -> "idle";
          case ACTIVE -> "idle in transaction";
          case FAILED -> "idle in transaction (aborted)";
        };
    return new Connection(
        each.processId(),
        each.user(),
        each.client(),
        each.setting("application_name"),
        query == null ? state : "active",
        Objects.requireNonNullElse(query, ""));
  }

  @Override
  public @Nullable TableStatistics statistics(int tableOid) {
    int number = state().numbers().number(tableOid);
    TableStore table = session.database().storage().table(number);
    return table == null ? null : table.statistics();
  }

  @Override
  public long openedMicros() {
    return session.database().openedMicros();
  }
}
