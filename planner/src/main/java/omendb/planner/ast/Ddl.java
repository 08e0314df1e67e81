package omendb.planner.ast;

import java.util.List;
import omendb.planner.ast.Query.Persistence;
import org.jspecify.annotations.Nullable;

/// Statements that define things.
public sealed interface Ddl extends Statement
    permits Ddl.CreateTable,
        Ddl.CreateTableAs,
        AlterTable,
        Ddl.Drop,
        Ddl.Rename,
        Ddl.SetSchema,
        Ddl.SetOwner,
        Ddl.CreateIndex,
        Ddl.CreateSchema,
        Ddl.CreateSequence,
        Ddl.AlterSequence,
        Ddl.CreateView,
        Ddl.RefreshView,
        Ddl.CreateEnum,
        Ddl.AlterEnum,
        Ddl.CreateComposite,
        Ddl.CreateDomain,
        Ddl.Truncate,
        Ddl.Comment,
        Ddl.CreateDatabase,
        Ddl.AlterDatabase,
        Ddl.CreateExtension {

  record CreateTable(
      Name name,
      Persistence persistence,
      boolean ifNotExists,
      List<TableElement> elements,
      List<Name> inherits,
      TableStorage storage,
      @Nullable PartitionOf partitionOf,
      @Nullable Name ofType,
      int pos)
      implements Ddl {}

  /// What a CREATE TABLE lists between its parentheses.
  sealed interface TableElement permits ColumnDefinition, Constraint, LikeTable {
    int pos();
  }

  /// @param type null only in the column options of `OF type` and `PARTITION OF`
  record ColumnDefinition(
      String name,
      @Nullable TypeName type,
      @Nullable Name collation,
      @Nullable String compression,
      List<Constraint> constraints,
      int pos)
      implements TableElement {}

  /// `LIKE table INCLUDING … EXCLUDING …`.
  ///
  /// @param options in order: `including defaults` is `+defaults`, `excluding all` is `-all`
  record LikeTable(Name table, List<String> options, int pos) implements TableElement {}

  /// The clauses after the parentheses of CREATE TABLE.
  ///
  /// @param onCommit null when not written
  record TableStorage(
      @Nullable PartitionBy partitionBy,
      @Nullable String accessMethod,
      List<Option> options,
      @Nullable OnCommit onCommit,
      @Nullable String tablespace) {
    public static final TableStorage NONE = new TableStorage(null, null, List.of(), null, null);
  }

  /// What happens to a temporary table at commit.
  enum OnCommit {
    PRESERVE_ROWS,
    DELETE_ROWS,
    DROP
  }

  /// @param strategy `list`, `range`, `hash`, or another word, which is an error
  record PartitionBy(String strategy, List<IndexElement> elements, int pos) {}

  /// `PARTITION OF parent bound`.
  record PartitionOf(Name parent, PartitionBound bound, int pos) {}

  /// The rows that a partition takes: one of the forms, the others empty or 0.
  ///
  /// @param modulus of `WITH (MODULUS m, REMAINDER r)`, else 0
  record PartitionBound(
      boolean isDefault,
      List<Node> in,
      List<Node> from,
      List<Node> to,
      int modulus,
      int remainder,
      int pos) {}

  /// @param source a [Query] or a [Control.Execute]
  /// @param queryText the source as written
  record CreateTableAs(
      Name name,
      Persistence persistence,
      boolean ifNotExists,
      List<String> columns,
      TableStorage storage,
      Statement source,
      String queryText,
      boolean withData,
      boolean materializedView,
      int pos)
      implements Ddl {}

  /// `DROP type a, b [CASCADE]`.
  ///
  /// @param names for a POLICY, RULE or TRIGGER the last part is its own, the rest its table's
  record Drop(
      ObjectType type,
      List<Name> names,
      boolean ifExists,
      boolean cascade,
      boolean concurrently,
      int pos)
      implements Ddl {}

  /// `ALTER type name RENAME [COLUMN | CONSTRAINT | ATTRIBUTE | VALUE] part TO newName`.
  ///
  /// @param type of the thing renamed: COLUMN, CONSTRAINT or ENUM_VALUE for a part
  /// @param part null unless a part is renamed
  record Rename(
      ObjectType type, Name name, @Nullable String part, String newName, boolean ifExists, int pos)
      implements Ddl {}

  record SetSchema(ObjectType type, Name name, String schema, boolean ifExists, int pos)
      implements Ddl {}

  record SetOwner(ObjectType type, Name name, Access.RoleName owner, int pos) implements Ddl {}

  /// @param name null when the server chooses
  record CreateIndex(
      @Nullable String name,
      Name table,
      boolean only,
      boolean unique,
      boolean concurrently,
      boolean ifNotExists,
      IndexShape shape,
      int pos)
      implements Ddl {}

  /// What an index holds.
  ///
  /// @param method `btree` when not written
  /// @param where the partial index's predicate and its text, or null
  record IndexShape(
      String method,
      List<IndexElement> elements,
      List<IndexElement> include,
      boolean nullsNotDistinct,
      List<Option> options,
      @Nullable String tablespace,
      @Nullable Sourced where) {}

  /// An expression together with its text, so that it can be stored and parsed again.
  record Sourced(Node expression, String text) {}

  /// @param name null when it is the owner's
  record CreateSchema(
      @Nullable String name,
      Access.@Nullable RoleName owner,
      boolean ifNotExists,
      List<Statement> elements,
      int pos)
      implements Ddl {}

  /// @param options `as`, `increment`, `minvalue`, `maxvalue`, `start`, `restart`, `cache`,
  ///   `cycle`, `owned_by` …; `NO MINVALUE` is `minvalue` without a value, `NO CYCLE` is `cycle`
  ///   with the value `false`
  record CreateSequence(
      Name name, Persistence persistence, boolean ifNotExists, List<Option> options, int pos)
      implements Ddl {}

  record AlterSequence(Name name, boolean ifExists, List<Option> options, int pos) implements Ddl {}

  /// @param queryText the query as written
  /// @param checkOption `local`, `cascaded` or null
  record CreateView(
      Name name,
      Persistence persistence,
      boolean orReplace,
      List<String> columns,
      List<Option> options,
      Query query,
      String queryText,
      @Nullable String checkOption,
      int pos)
      implements Ddl {}

  record RefreshView(Name name, boolean concurrently, boolean withData, int pos) implements Ddl {}

  record CreateEnum(Name name, List<String> labels, int pos) implements Ddl {}

  /// `ALTER TYPE name ADD VALUE label [BEFORE | AFTER neighbour]`.
  record AlterEnum(
      Name name,
      String label,
      boolean ifNotExists,
      @Nullable String neighbour,
      boolean after,
      int pos)
      implements Ddl {}

  record CreateComposite(Name name, List<ColumnDefinition> attributes, int pos) implements Ddl {}

  record CreateDomain(
      Name name, TypeName type, @Nullable Name collation, List<Constraint> constraints, int pos)
      implements Ddl {}

  record Truncate(List<FromItem.Table> tables, boolean restartIdentity, boolean cascade, int pos)
      implements Ddl {}

  /// `COMMENT ON type name IS text`; null text removes the comment.
  ///
  /// @param name for COLUMN the last part is the column; for CONSTRAINT, TRIGGER, RULE and POLICY
  ///   it is the thing's own name
  /// @param on the table of a CONSTRAINT, TRIGGER, RULE or POLICY, else null
  record Comment(ObjectType type, Name name, @Nullable Name on, @Nullable String text, int pos)
      implements Ddl {}

  record CreateDatabase(String name, List<Option> options, int pos) implements Ddl {}

  record AlterDatabase(String name, List<Option> options, int pos) implements Ddl {}

  record CreateExtension(String name, boolean ifNotExists, List<Option> options, int pos)
      implements Ddl {}

  /// The kinds of objects that DROP, COMMENT, GRANT and RENAME speak of.
  enum ObjectType {
    TABLE,
    COLUMN,
    CONSTRAINT,
    INDEX,
    VIEW,
    MATERIALIZED_VIEW,
    SEQUENCE,
    SCHEMA,
    TYPE,
    DOMAIN,
    ATTRIBUTE,
    ENUM_VALUE,
    DATABASE,
    EXTENSION,
    ROLE,
    TABLESPACE,
    FUNCTION,
    FOREIGN_TABLE,
    TRIGGER,
    RULE,
    POLICY,
    COLLATION,
    LANGUAGE,
    FOREIGN_DATA_WRAPPER,
    FOREIGN_SERVER,
    LARGE_OBJECT,
    PARAMETER,
    ACCESS_METHOD,
    EVENT_TRIGGER,
    PUBLICATION,
    SUBSCRIPTION,
    STATISTICS,
    OTHER
  }
}
