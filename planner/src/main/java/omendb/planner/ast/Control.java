package omendb.planner.ast;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Statements about transactions, cursors, prepared statements, bulk transfer and upkeep.
public sealed interface Control extends Statement {

  /// A text without a statement.
  record Empty(int pos) implements Control {}

  /// `BEGIN` or `START TRANSACTION`, which only the command tag tells apart.
  record Begin(Modes modes, boolean start, int pos) implements Control {}

  /// What BEGIN and SET TRANSACTION may say; null where it is silent.
  record Modes(
      @Nullable Isolation isolation, @Nullable Boolean readOnly, @Nullable Boolean deferrable) {
    public static final Modes NONE = new Modes(null, null, null);
  }

  /// The isolation levels.
  enum Isolation {
    READ_UNCOMMITTED,
    READ_COMMITTED,
    REPEATABLE_READ,
    SERIALIZABLE
  }

  /// `COMMIT` or `END`.
  record Commit(boolean chain, int pos) implements Control {}

  /// `ROLLBACK` or `ABORT`.
  record Rollback(boolean chain, int pos) implements Control {}

  record Savepoint(String name, int pos) implements Control {}

  record Release(String name, int pos) implements Control {}

  record RollbackTo(String name, int pos) implements Control {}

  record PrepareTransaction(String id, int pos) implements Control {}

  /// `COMMIT PREPARED` or `ROLLBACK PREPARED`.
  record FinishPrepared(boolean commit, String id, int pos) implements Control {}

  /// @param statementText the statement as written
  record Prepare(
      String name, List<TypeName> types, Statement statement, String statementText, int pos)
      implements Control {}

  record Execute(String name, List<Node> arguments, int pos) implements Control {}

  /// @param name null for ALL
  record Deallocate(@Nullable String name, int pos) implements Control {}

  /// @param scroll true for SCROLL, false for NO SCROLL, null for neither
  /// @param insensitive true for INSENSITIVE, false for ASENSITIVE, null for neither
  record DeclareCursor(
      String name,
      boolean binary,
      @Nullable Boolean scroll,
      @Nullable Boolean insensitive,
      boolean hold,
      Query query,
      String queryText,
      int pos)
      implements Control {}

  /// `FETCH` or `MOVE`.
  ///
  /// @param count rows or position; [Long#MAX_VALUE] for ALL
  record Fetch(boolean move, Direction direction, long count, String cursor, int pos)
      implements Control {}

  /// Where FETCH goes.
  enum Direction {
    FORWARD,
    BACKWARD,
    ABSOLUTE,
    RELATIVE
  }

  /// @param name null for ALL
  record CloseCursor(@Nullable String name, int pos) implements Control {}

  /// @param options in lower case: `analyze`, `verbose`, `format` …; a bare name means true
  record Explain(Statement statement, List<Option> options, int pos) implements Control {}

  /// COPY of a table or a query.
  ///
  /// @param table null when `query` is given, and the other way round
  /// @param query a [Query], or an INSERT, UPDATE or DELETE with RETURNING
  /// @param options new-style names for old-style words too: `format`, `delimiter`, `null`,
  ///   `header`, `quote`, `escape`, `force_quote`, `force_not_null`, `force_null`, `encoding`,
  ///   `freeze`
  record Copy(
      @Nullable Name table,
      List<String> columns,
      @Nullable Statement query,
      boolean from,
      CopyEnd end,
      List<Option> options,
      @Nullable Node where,
      int pos)
      implements Control {}

  /// @param path of a FILE, command of a PROGRAM, null for CLIENT
  record CopyEnd(CopyEndKind kind, @Nullable String path) {}

  /// The other end of a COPY: CLIENT is STDIN or STDOUT.
  enum CopyEndKind {
    CLIENT,
    FILE,
    PROGRAM
  }

  /// @param relations empty means all
  record Analyze(List<Option> options, List<MaintainedTable> relations, int pos)
      implements Control {}

  /// @param options `full`, `freeze`, `verbose`, `analyze` …
  record Vacuum(List<Option> options, List<MaintainedTable> relations, int pos)
      implements Control {}

  /// A table of ANALYZE or VACUUM with its columns, empty for all.
  record MaintainedTable(Name table, List<String> columns, int pos) {}

  /// @param kind `index`, `table`, `schema`, `system` or `database`
  /// @param name null when the kind needs none
  record Reindex(
      String kind, @Nullable Name name, boolean concurrently, List<Option> options, int pos)
      implements Control {}

  /// @param table null means every clustered table
  record Cluster(@Nullable Name table, @Nullable String index, List<Option> options, int pos)
      implements Control {}

  record Checkpoint(int pos) implements Control {}

  /// @param mode such as `ACCESS EXCLUSIVE`
  record Lock(List<FromItem.Table> tables, String mode, boolean nowait, int pos)
      implements Control {}

  record Listen(String channel, int pos) implements Control {}

  /// @param channel null for `*`
  record Unlisten(@Nullable String channel, int pos) implements Control {}

  record Notify(String channel, @Nullable String payload, int pos) implements Control {}

  record Call(Node.Call call, int pos) implements Control {}

  /// @param language null when not written
  record Do(String body, @Nullable String language, int pos) implements Control {}
}
