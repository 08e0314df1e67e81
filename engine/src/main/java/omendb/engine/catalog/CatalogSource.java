package omendb.engine.catalog;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import omendb.core.Column;
import omendb.core.TableSchema;
import omendb.core.UserType;
import omendb.engine.definition.CheckDefinition;
import omendb.engine.definition.ForeignKey;
import omendb.engine.definition.GeneratedColumn;
import omendb.engine.definition.IndexDefinition;
import omendb.engine.definition.MaterializedView;
import omendb.engine.definition.Membership;
import omendb.engine.definition.Policy;
import omendb.engine.definition.RoleAttribute;
import omendb.engine.definition.RoutineDefinition;
import omendb.engine.definition.Securable;
import omendb.engine.definition.SequenceDefinition;
import omendb.storage.TableStatistics;
import org.jspecify.annotations.Nullable;

/// A session's view of the database, from which the catalog's rows are computed.
public interface CatalogSource {
  /// Objects with lower numbers came with the server.
  int FIRST_USER_OID = 16384;

  String databaseName();

  String user();

  /// The schemas searched for unqualified names, `pg_catalog` among them.
  List<String> searchPath();

  /// The users' schemas with their object ids.
  Map<String, Integer> schemas();

  Collection<TableSchema> tables();

  Collection<View> views();

  /// Secondary indexes.
  Collection<IndexDefinition> indexes();

  /// What an index holds, in index order: names and types.
  List<Column> indexed(IndexDefinition index);

  /// What makes some of the tables materialized views, by table.
  Map<Integer, MaterializedView> materialized();

  Collection<CheckDefinition> checks();

  /// Row security's.
  Collection<Policy> policies();

  /// The functions and procedures of users.
  Collection<RoutineDefinition> routines();

  /// True for a table with row security.
  ///
  /// @param forced whether it must be so for its owner too
  boolean rowSecurity(long table, boolean forced);

  /// True when a table's policies count for the current user.
  boolean rowSecurityActive(long table);

  /// Generated columns.
  Collection<GeneratedColumn> generated();

  Collection<ForeignKey> foreignKeys();

  Collection<SequenceDefinition> sequences();

  Comments comments();

  /// The types that users have defined.
  Collection<UserType> types();

  /// The last value that a sequence gave; null before the first.
  @Nullable Long lastValue(SequenceDefinition sequence);

  Collection<Account> accounts();

  List<Membership> memberships();

  /// The role that owns an object.
  long owner(long object);

  /// What was granted on an object or, when named, its column, as `aclitem[]`; null while nothing
  /// was.
  Object @Nullable [] privileges(long object, String column);

  /// True when a role has one of these privileges ([omendb.engine.definition.Privilege#bit]).
  boolean may(Question question);

  /// True when a role is a member of another.
  ///
  /// @param inherits whether it must have the other's privileges
  /// @param admits whether it must be allowed to admit others
  boolean isMember(long role, long other, boolean inherits, boolean admits);

  /// A question about privileges.
  ///
  /// @param role 0 for everybody
  /// @param column null for the whole object, empty for any of its columns
  /// @param option whether the role may grant it
  record Question(
      long role, Securable kind, long object, @Nullable String column, int bits, boolean option) {}

  /// What sessions begin with, each as `name=value`, by role; 0 for all roles, -1 for the database.
  Map<Integer, Object[]> startSettings();

  /// The settings by name as SHOW prints them.
  Map<String, String> settings();

  Collection<Connection> connections();

  /// What a table consists of now; null when it is not stored yet.
  @Nullable TableStatistics statistics(int tableOid);

  /// When the database was opened, µs since 1970-01-01 UTC.
  long openedMicros();

  /// A view: its columns as they were at creation, and the query's text.
  ///
  /// @param check its CHECK OPTION as information_schema says it
  record View(
      int oid, String schema, String name, List<Column> columns, String sql, String check) {}

  /// True when rows can be written through a view.
  boolean updatable(View view);

  /// A role.
  ///
  /// @param validUntil when the password expires, µs since 1970-01-01 UTC; null for never
  /// @param settings what its sessions begin with, each as `name=value`
  record Account(
      int oid,
      String name,
      Set<RoleAttribute> attributes,
      int connectionsMax,
      @Nullable Long validUntil,
      @Nullable String verifier,
      @Nullable Object @Nullable [] settings) {
    boolean has(RoleAttribute attribute) {
      return attributes.contains(attribute);
    }

    boolean login() {
      return has(RoleAttribute.LOGIN);
    }
  }

  /// A client's session.
  ///
  /// @param state as `pg_stat_activity.state`
  /// @param query the running statement, or empty
  record Connection(
      int processId, String user, String client, String application, String state, String query) {}
}
