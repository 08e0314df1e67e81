package omendb.planner.ast;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Statements about functions and procedures. A call of a procedure is [Control.Call].
public sealed interface Routines extends Statement
    permits Routines.Create,
        Routines.Alter,
        Routines.Rename,
        Routines.SetOwner,
        Routines.SetSchema,
        Routines.Drop,
        Routines.Comment {

  /// What a statement says it speaks of; ROUTINE means either.
  enum Kind {
    FUNCTION,
    PROCEDURE,
    ROUTINE
  }

  /// What a parameter is for; TABLE is a column of `RETURNS TABLE`.
  enum Mode {
    IN,
    OUT,
    INOUT,
    VARIADIC,
    TABLE
  }

  /// A type of a parameter or result.
  ///
  /// @param ofColumn `table.column%TYPE`: the name is that of a column, whose type is meant
  record Type(TypeName name, boolean ofColumn) {}

  /// @param byDefault null when it has to be given
  record Parameter(
      Mode mode, @Nullable String name, Type type, Ddl.@Nullable Sourced byDefault, int pos) {}

  /// CREATE FUNCTION or PROCEDURE.
  ///
  /// @param returns null for a procedure, for RETURNS TABLE and where OUT parameters say it
  /// @param body null when the statement has none, which is an error
  record Create(
      Kind kind,
      Name name,
      boolean orReplace,
      List<Parameter> parameters,
      @Nullable Type returns,
      Attributes attributes,
      @Nullable Body body,
      int pos)
      implements Routines {}

  /// The text of a routine.
  ///
  /// @param inStatement true for RETURN and BEGIN ATOMIC, whose text is part of the statement
  record Body(String text, boolean inStatement) {}

  /// What is said of a routine beside its parameters; null where nothing is.
  ///
  /// @param volatility `immutable`, `stable` or `volatile`
  /// @param parallel `safe`, `restricted` or `unsafe`, or another word, which is an error
  /// @param settings SET and RESET clauses
  record Attributes(
      @Nullable String language,
      @Nullable String volatility,
      @Nullable Boolean strict,
      @Nullable Boolean leakproof,
      @Nullable Boolean definer,
      @Nullable String parallel,
      @Nullable Double cost,
      @Nullable Double rows,
      boolean window,
      List<Statement> settings) {}

  /// A routine by its name and, when they are given, its parameters.
  ///
  /// @param parameters null when the name alone is given
  record Signature(Name name, @Nullable List<Parameter> parameters) {}

  record Alter(Kind kind, Signature routine, Attributes attributes, int pos) implements Routines {}

  record Rename(Kind kind, Signature routine, String newName, int pos) implements Routines {}

  record SetOwner(Kind kind, Signature routine, Access.RoleName owner, int pos)
      implements Routines {}

  record SetSchema(Kind kind, Signature routine, String schema, int pos) implements Routines {}

  record Drop(Kind kind, List<Signature> routines, boolean ifExists, boolean cascade, int pos)
      implements Routines {}

  record Comment(Kind kind, Signature routine, @Nullable String text, int pos)
      implements Routines {}
}
