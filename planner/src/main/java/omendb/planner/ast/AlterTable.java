package omendb.planner.ast;

import java.util.List;
import omendb.planner.ast.Ddl.ColumnDefinition;
import omendb.planner.ast.Ddl.ObjectType;
import org.jspecify.annotations.Nullable;

/// `ALTER TABLE name action, action`; also of an INDEX, VIEW, MATERIALIZED_VIEW, SEQUENCE,
/// FOREIGN_TABLE or DOMAIN where the action is a table's; a DOMAIN's column is empty. Renaming, SET
/// SCHEMA and the OWNER TO of other things are statements of their own: [Ddl.Rename],
/// [Ddl.SetSchema], [Ddl.SetOwner].
public record AlterTable(
    ObjectType type, Name name, boolean only, boolean ifExists, List<Action> actions, int pos)
    implements Ddl {

  /// One of the comma-separated actions.
  public sealed interface Action {
    int pos();
  }

  public record AddColumn(ColumnDefinition column, boolean ifNotExists, int pos)
      implements Action {}

  public record DropColumn(String column, boolean ifExists, boolean cascade, int pos)
      implements Action {}

  /// @param using the conversion and its text, or null
  public record AlterColumnType(
      String column,
      TypeName newType,
      @Nullable Name collation,
      Ddl.@Nullable Sourced using,
      int pos)
      implements Action {}

  /// @param value null for DROP DEFAULT
  public record AlterDefault(String column, Ddl.@Nullable Sourced value, int pos)
      implements Action {}

  /// @param notNull false for DROP NOT NULL
  public record AlterNullability(String column, boolean notNull, int pos) implements Action {}

  /// `ADD GENERATED … AS IDENTITY`.
  public record AddIdentity(String column, Constraint.Identity identity, int pos)
      implements Action {}

  /// `SET GENERATED ALWAYS`, `SET sequence option`, `RESTART`; the former is the option `generated`
  /// with the value `always` or `by default`.
  public record AlterIdentity(String column, List<Option> options, int pos) implements Action {}

  public record DropIdentity(String column, boolean ifExists, int pos) implements Action {}

  /// Makes a generated column a plain one.
  public record DropExpression(String column, boolean ifExists, int pos) implements Action {}

  /// `ALTER COLUMN c SET STATISTICS n`; -1 is the default.
  public record SetStatistics(String column, int target, int pos) implements Action {}

  /// `ALTER COLUMN c SET STORAGE mode`.
  public record SetStorage(String column, String mode, int pos) implements Action {}

  /// `ALTER COLUMN c SET (…)` or RESET.
  public record ColumnOptions(String column, List<Option> options, boolean reset, int pos)
      implements Action {}

  public record AddConstraint(Constraint constraint, int pos) implements Action {}

  public record DropConstraint(String name, boolean ifExists, boolean cascade, int pos)
      implements Action {}

  public record ValidateConstraint(String name, int pos) implements Action {}

  /// `ALTER CONSTRAINT name [DEFERRABLE …]`.
  public record AlterConstraint(String name, Constraint.Timing timing, int pos) implements Action {}

  /// `SET (name = value, …)` or `RESET (name, …)`.
  public record TableOptions(List<Option> options, boolean reset, int pos) implements Action {}

  public record OwnerTo(Access.RoleName owner, int pos) implements Action {}

  public record AttachPartition(Name partition, Ddl.PartitionBound bound, int pos)
      implements Action {}

  public record DetachPartition(Name partition, boolean concurrently, int pos) implements Action {}

  public record Inherit(Name parent, boolean inherits, int pos) implements Action {}

  /// `SET LOGGED` or `SET UNLOGGED`.
  public record SetLogged(boolean logged, int pos) implements Action {}

  /// An action on how PostgreSQL stores or replicates the table.
  ///
  /// @param name of the tablespace, the index, the method; null where the action names nothing
  public record Physical(Property property, @Nullable String name, int pos) implements Action {}

  /// What a [Physical] changes.
  public enum Property {
    TABLESPACE,
    ACCESS_METHOD,
    CLUSTER,
    REPLICA_IDENTITY,
    OIDS
  }

  /// `ALTER COLUMN c SET COMPRESSION method`.
  public record SetCompression(String column, String method, int pos) implements Action {}

  /// `ENABLE | DISABLE | [NO] FORCE ROW LEVEL SECURITY`.
  ///
  /// @param force about the table's owner too
  public record RowSecurity(boolean force, boolean on, int pos) implements Action {}

  /// An action that parses but is not implemented: 0A000.
  public record Other(String feature, int pos) implements Action {}
}
