package omendb.planner.ast;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A constraint of a column, a table or a domain, and what stands at the same place of a column:
/// DEFAULT, GENERATED, IDENTITY. A column's own constraint names no columns.
public sealed interface Constraint extends Ddl.TableElement {

  /// The name after CONSTRAINT, or null when the server chooses it.
  @Nullable String name();

  record NotNull(@Nullable String name, int pos) implements Constraint {}

  /// An explicit `NULL`.
  record Nullability(@Nullable String name, int pos) implements Constraint {}

  record DefaultValue(@Nullable String name, Ddl.Sourced value, int pos) implements Constraint {}

  record Check(
      @Nullable String name, Ddl.Sourced condition, boolean noInherit, Timing timing, int pos)
      implements Constraint {}

  /// UNIQUE or PRIMARY KEY.
  ///
  /// @param usingIndex `USING INDEX name`, else null
  record Unique(
      @Nullable String name,
      boolean primaryKey,
      boolean nullsNotDistinct,
      List<String> columns,
      List<String> include,
      List<Option> options,
      @Nullable String usingIndex,
      Timing timing,
      int pos)
      implements Constraint {}

  /// @param columns empty for a column's own constraint
  /// @param targetColumns empty means the target's primary key
  record ForeignKey(
      @Nullable String name,
      List<String> columns,
      Name target,
      List<String> targetColumns,
      Match match,
      ReferentialAction onDelete,
      ReferentialAction onUpdate,
      Timing timing,
      int pos)
      implements Constraint {}

  /// `EXCLUDE USING method (element WITH operator, …)`; not implemented by the engine.
  record Exclude(@Nullable String name, Timing timing, int pos) implements Constraint {}

  /// `GENERATED ALWAYS AS (expression) STORED`.
  record Generated(@Nullable String name, Ddl.Sourced expression, int pos) implements Constraint {}

  /// `GENERATED ALWAYS | BY DEFAULT AS IDENTITY (sequence options)`.
  record Identity(@Nullable String name, boolean always, List<Option> options, int pos)
      implements Constraint {}

  /// When a constraint is checked.
  record Timing(boolean deferrable, boolean initiallyDeferred, boolean notValid) {
    public static final Timing IMMEDIATE = new Timing(false, false, false);

    /// The same without NOT VALID.
    public Timing validated() {
      return new Timing(deferrable, initiallyDeferred, false);
    }
  }

  /// How a foreign key treats nulls.
  enum Match {
    SIMPLE,
    FULL,
    PARTIAL
  }

  /// What happens to referencing rows.
  enum Action {
    NO_ACTION,
    RESTRICT,
    CASCADE,
    SET_NULL,
    SET_DEFAULT
  }

  /// @param columns the columns of `ON DELETE SET NULL (a, b)`, else empty
  record ReferentialAction(Action action, List<String> columns) {
    public static final ReferentialAction NONE = new ReferentialAction(Action.NO_ACTION, List.of());
  }
}
