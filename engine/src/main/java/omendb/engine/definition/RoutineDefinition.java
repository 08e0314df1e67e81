package omendb.engine.definition;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A function or procedure in SQL. Types are texts that mean the same under every search path; a
/// relation's name stands for the type of its rows.
///
/// @param body its statements
/// @param inStatement whether the body was part of the statement, by RETURN or BEGIN ATOMIC
public record RoutineDefinition(
    int oid,
    String schema,
    String name,
    boolean procedure,
    List<Parameter> parameters,
    Result result,
    Traits traits,
    String body,
    boolean inStatement) {
  private static final String TYPE = "SELECT NULL::";
  private static final String VALUE = "SELECT ";

  public RoutineDefinition {
    parameters = List.copyOf(parameters);
  }

  /// @param mode as `pg_proc.proargmodes`: i in, o out, b both, v variadic, t column of a table
  /// @param name empty for none
  public record Parameter(char mode, String name, String type, @Nullable String defaultSql) {
    public boolean isInput() {
      return mode == 'i' || mode == 'b' || mode == 'v';
    }

    public boolean isOutput() {
      return mode == 'o' || mode == 'b' || mode == 't';
    }
  }

  /// @param type one row's: `record` for several output parameters, `void` for nothing
  public record Result(String type, boolean set) {}

  /// @param volatility i, s or v, as `pg_proc.provolatile`
  /// @param definer whether its owner's privileges count in it
  /// @param parallel s, r or u, as `pg_proc.proparallel`
  public record Traits(
      char volatility,
      boolean strict,
      boolean leakproof,
      boolean definer,
      char parallel,
      double cost,
      double rows) {}

  public String word() {
    return procedure ? "procedure" : "function";
  }

  public List<Parameter> inputs() {
    return parameters.stream().filter(Parameter::isInput).toList();
  }

  public List<Parameter> outputs() {
    return parameters.stream().filter(Parameter::isOutput).toList();
  }

  /// The types that tell it from others of its name.
  public List<String> identity() {
    return inputs().stream().map(Parameter::type).toList();
  }

  /// `name(type, type)`, as messages show it.
  public String shown() {
    return name + "(" + String.join(",", identity()) + ")";
  }

  public RoutineDefinition named(String newSchema, String newName) {
    return new RoutineDefinition(
        oid, newSchema, newName, procedure, parameters, result, traits, body, inStatement);
  }

  public RoutineDefinition with(Traits newTraits) {
    return new RoutineDefinition(
        oid, schema, name, procedure, parameters, result, newTraits, body, inStatement);
  }

  /// The routine with a change made to what its types and defaults say, as queries.
  public RoutineDefinition rewritten(UnaryOperator<String> change) {
    List<Parameter> changed = new ArrayList<>();
    for (Parameter parameter : parameters) {
      String value = parameter.defaultSql();
      changed.add(
          new Parameter(
              parameter.mode(),
              parameter.name(),
              type(parameter.type(), change),
              value == null ? null : change.apply(VALUE + value).substring(VALUE.length())));
    }
    Result newResult = new Result(type(result.type(), change), result.set());
    return new RoutineDefinition(
        oid, schema, name, procedure, changed, newResult, traits, body, inStatement);
  }

  private static String type(String type, UnaryOperator<String> change) {
    return isPseudo(type) ? type : change.apply(TYPE + type).substring(TYPE.length());
  }

  /// True for types that stand for others or for none.
  public static boolean isPseudo(String type) {
    return type.startsWith("any") || type.equals("record") || type.equals("void");
  }
}
