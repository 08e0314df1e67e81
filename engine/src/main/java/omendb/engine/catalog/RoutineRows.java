package omendb.engine.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import omendb.core.OmenException;
import omendb.engine.definition.RoutineDefinition;
import omendb.engine.definition.RoutineDefinition.Parameter;
import omendb.engine.definition.RoutineDefinition.Traits;
import omendb.planner.function.FormatFunctions;
import org.jspecify.annotations.Nullable;

/// The functions and procedures of users, as rows of pg_proc and as text.
final class RoutineRows {
  /// `pg_language.oid` of SQL.
  private static final long SQL = 14;

  private RoutineRows() {}

  static void add(RowSet rows, SystemView view) {
    Names names = new Names(view);
    for (RoutineDefinition routine : view.source().routines()) {
      List<Parameter> all = routine.parameters();
      List<Parameter> inputs = routine.inputs();
      Traits traits = routine.traits();
      boolean outputs = all.stream().anyMatch(Parameter::isOutput);
      boolean named = all.stream().anyMatch(parameter -> !parameter.name().isEmpty());
      boolean modes = all.stream().anyMatch(parameter -> parameter.mode() != 'i');
      String defaults =
          inputs.stream()
              .map(Parameter::defaultSql)
              .filter(java.util.Objects::nonNull)
              .collect(Collectors.joining(", "));
      rows.row()
          .set("oid", routine.oid())
          .set("proname", routine.name())
          .set("pronamespace", view.schemaOid(routine.schema()))
          .set("proowner", view.source().owner(routine.oid()))
          .set("prolang", SQL)
          .set("procost", traits.cost())
          .set("prorows", traits.rows())
          .set("provariadic", variadic(inputs, names))
          .set("prokind", routine.procedure() ? "p" : "f")
          .set("prosecdef", traits.definer())
          .set("proleakproof", traits.leakproof())
          .set("proisstrict", traits.strict())
          .set("proretset", routine.result().set())
          .set("provolatile", String.valueOf(traits.volatility()))
          .set("proparallel", String.valueOf(traits.parallel()))
          .set("pronargs", inputs.size())
          .set(
              "pronargdefaults",
              inputs.stream().filter(parameter -> parameter.defaultSql() != null).count())
          .set("prorettype", oid(names, routine.result().type()))
          .set("proargtypes", types(names, inputs))
          .set("proallargtypes", outputs ? types(names, all) : null)
          .set(
              "proargmodes",
              modes ? all.stream().map(p -> String.valueOf(p.mode())).toArray() : null)
          .set("proargnames", named ? all.stream().map(Parameter::name).toArray() : null)
          .set("proargdefaults", defaults.isEmpty() ? null : defaults)
          .set("prosrc", routine.inStatement() ? "" : routine.body())
          .set("prosqlbody", routine.inStatement() ? routine.body() : null)
          .set("proacl", view.source().privileges(routine.oid(), ""));
    }
  }

  private static Object[] types(Names names, List<Parameter> parameters) {
    return parameters.stream().map(parameter -> (Object) oid(names, parameter.type())).toArray();
  }

  private static long variadic(List<Parameter> inputs, Names names) {
    if (inputs.isEmpty() || inputs.getLast().mode() != 'v') {
      return 0;
    }
    String type = inputs.getLast().type();
    return switch (type) {
      case "anyarray" -> oid(names, "anyelement");
      case "anycompatiblearray" -> oid(names, "anycompatible");
      default -> oid(names, type.substring(0, type.length() - 2));
    };
  }

  /// 0 for a type that is gone.
  private static long oid(Names names, String type) {
    try {
      return names.typeOid(type);
    } catch (OmenException e) {
      return 0;
    }
  }

  static @Nullable RoutineDefinition find(SystemView view, long oid) {
    for (RoutineDefinition routine : view.source().routines()) {
      if (routine.oid() == oid) {
        return routine;
      }
    }
    return null;
  }

  /// What `pg_get_function_arguments` and its like answer.
  ///
  /// @param identity true for what tells the routine from others: without defaults and columns
  static String arguments(RoutineDefinition routine, SystemView view, boolean identity) {
    List<String> parts = new ArrayList<>();
    for (Parameter parameter : routine.parameters()) {
      if (parameter.mode() == 't' || identity && parameter.mode() == 'o' && !routine.procedure()) {
        continue;
      }
      StringBuilder part = new StringBuilder();
      switch (parameter.mode()) {
        case 'o' -> part.append("OUT ");
        case 'b' -> part.append("INOUT ");
        case 'v' -> part.append("VARIADIC ");
        default -> part.append(routine.procedure() ? "IN " : "");
      }
      if (!parameter.name().isEmpty()) {
        part.append(FormatFunctions.quoteIdent(parameter.name())).append(' ');
      }
      part.append(shown(parameter.type(), view));
      if (parameter.defaultSql() != null && !identity) {
        part.append(" DEFAULT ").append(parameter.defaultSql());
      }
      parts.add(part.toString());
    }
    return String.join(", ", parts);
  }

  /// What `pg_get_function_result` answers; null for a procedure.
  static @Nullable String result(RoutineDefinition routine, SystemView view) {
    if (routine.procedure()) {
      return null;
    }
    List<Parameter> columns =
        routine.parameters().stream().filter(parameter -> parameter.mode() == 't').toList();
    if (!columns.isEmpty()) {
      return columns.stream()
          .map(c -> FormatFunctions.quoteIdent(c.name()) + " " + shown(c.type(), view))
          .collect(Collectors.joining(", ", "TABLE(", ")"));
    }
    String type = shown(routine.result().type(), view);
    return routine.result().set() ? "SETOF " + type : type;
  }

  private static String shown(String type, SystemView view) {
    Names names = new Names(view);
    long oid = oid(names, type);
    return oid == 0 ? type : names.typeName(oid);
  }

  /// What `pg_get_functiondef` answers.
  static String definition(RoutineDefinition routine, SystemView view) {
    Traits traits = routine.traits();
    StringBuilder text = new StringBuilder("CREATE OR REPLACE ");
    text.append(routine.procedure() ? "PROCEDURE " : "FUNCTION ")
        .append(FormatFunctions.quoteIdent(routine.schema()))
        .append('.')
        .append(FormatFunctions.quoteIdent(routine.name()))
        .append('(')
        .append(arguments(routine, view, false))
        .append(")\n");
    String result = result(routine, view);
    if (result != null) {
      text.append(" RETURNS ").append(result).append('\n');
    }
    text.append(" LANGUAGE sql\n");
    StringBuilder line = new StringBuilder();
    line.append(
        switch (traits.volatility()) {
          case 'i' -> " IMMUTABLE";
          case 's' -> " STABLE";
          default -> "";
        });
    line.append(
        switch (traits.parallel()) {
          case 's' -> " PARALLEL SAFE";
          case 'r' -> " PARALLEL RESTRICTED";
          default -> "";
        });
    line.append(traits.strict() ? " STRICT" : "");
    line.append(traits.definer() ? " SECURITY DEFINER" : "");
    line.append(traits.leakproof() ? " LEAKPROOF" : "");
    if (traits.cost() != 100) {
      line.append(" COST ").append(number(traits.cost()));
    }
    if (traits.rows() != 0 && traits.rows() != 1000) {
      line.append(" ROWS ").append(number(traits.rows()));
    }
    if (!line.isEmpty()) {
      text.append(line).append('\n');
    }
    if (routine.inStatement()) {
      return text.append("BEGIN ATOMIC\n").append(routine.body()).append(";\nEND\n").toString();
    }
    String quote = routine.procedure() ? "$procedure$" : "$function$";
    return text.append("AS ")
        .append(quote)
        .append(routine.body())
        .append(quote)
        .append('\n')
        .toString();
  }

  private static String number(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }
}
