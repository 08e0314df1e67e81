package omendb.engine;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.engine.definition.RoutineDefinition;
import omendb.engine.definition.RoutineDefinition.Parameter;
import omendb.engine.definition.RoutineDefinition.Result;
import omendb.planner.ast.Ddl;
import omendb.planner.ast.Routines;
import omendb.planner.ast.Routines.Kind;
import omendb.planner.ast.Routines.Mode;

/// The parameters and the result of a CREATE FUNCTION or PROCEDURE, checked.
record RoutineSignature(List<Parameter> parameters, Result result) {

  /// The types of a signature as DROP and ALTER give it.
  ///
  /// @param inputs of parameters that a call gives values
  /// @param all of all parameters
  record Given(List<String> inputs, List<String> all) {}

  static Given given(Session session, List<Routines.Parameter> parameters) {
    RoutineShapes shapes = new RoutineShapes(session);
    List<String> inputs = new ArrayList<>();
    List<String> all = new ArrayList<>();
    for (Routines.Parameter parameter : parameters) {
      String type = shapes.text(parameter.type());
      all.add(type);
      if (parameter.mode() != Mode.OUT && parameter.mode() != Mode.TABLE) {
        inputs.add(type);
      }
    }
    return new Given(inputs, all);
  }

  /// The types that tell a routine from others of its name.
  List<String> identity() {
    return parameters.stream().filter(Parameter::isInput).map(Parameter::type).toList();
  }

  static RoutineSignature of(Session session, Routines.Create create) {
    RoutineShapes shapes = new RoutineShapes(session);
    List<Parameter> parameters = new ArrayList<>();
    for (Routines.Parameter parameter : create.parameters()) {
      String name = parameter.name();
      Ddl.Sourced value = parameter.byDefault();
      parameters.add(
          new Parameter(
              mode(parameter.mode()),
              name == null ? "" : name,
              shapes.text(parameter.type()),
              value == null ? null : stored(session, value.text())));
    }
    requireOrder(create.parameters(), parameters, create.kind() == Kind.PROCEDURE);
    requireNames(parameters);
    Result result =
        create.kind() == Kind.PROCEDURE
            ? new Result(outputs(parameters).isEmpty() ? "void" : "record", false)
            : result(create, parameters, shapes);
    requireKnown(parameters, result);
    return new RoutineSignature(parameters, result);
  }

  private static String stored(Session session, String text) {
    String query = "SELECT ";
    return new ViewTexts(session).settled(query + text).substring(query.length());
  }

  private static char mode(Mode mode) {
    return switch (mode) {
      case IN -> 'i';
      case OUT -> 'o';
      case INOUT -> 'b';
      case VARIADIC -> 'v';
      case TABLE -> 't';
    };
  }

  private static List<Parameter> outputs(List<Parameter> parameters) {
    return parameters.stream().filter(Parameter::isOutput).toList();
  }

  private static OmenException invalid(String message, Object... args) {
    return SqlState.INVALID_FUNCTION_DEFINITION.error(message, args);
  }

  private static void requireOrder(
      List<Routines.Parameter> written, List<Parameter> parameters, boolean procedure) {
    boolean variadic = false;
    boolean defaults = false;
    for (int i = 0; i < parameters.size(); i++) {
      Parameter parameter = parameters.get(i);
      int position = written.get(i).pos();
      if (parameter.type().equals("void")) {
        throw invalid("SQL functions cannot have arguments of type void").at(position);
      }
      if (parameter.type().equals("record") && parameter.isInput()) {
        throw DdlCommands.unsupported("a parameter of type record", position);
      }
      if (variadic && (parameter.isInput() || procedure && parameter.mode() == 'o')) {
        throw invalid("VARIADIC parameter must be the last %sparameter", procedure ? "" : "input ")
            .at(position);
      }
      if (parameter.mode() == 'v') {
        variadic = true;
        boolean array =
            parameter.type().endsWith("[]")
                || parameter.type().equals("anyarray")
                || parameter.type().equals("anycompatiblearray");
        if (!array) {
          throw invalid("VARIADIC parameter must be an array").at(position);
        }
      }
      if (parameter.defaultSql() != null && !parameter.isInput()) {
        throw invalid("only input parameters can have default values").at(position);
      }
      if (parameter.isInput()) {
        if (defaults && parameter.defaultSql() == null) {
          throw invalid("input parameters after one with a default value must also have defaults")
              .at(position);
        }
        defaults |= parameter.defaultSql() != null;
      }
    }
  }

  private static void requireNames(List<Parameter> parameters) {
    Set<String> inputs = new HashSet<>();
    Set<String> outputs = new HashSet<>();
    for (Parameter parameter : parameters) {
      String name = parameter.name();
      boolean twice =
          !name.isEmpty()
              && (parameter.isInput() && !inputs.add(name)
                  || parameter.isOutput() && !outputs.add(name));
      if (twice) {
        throw invalid("parameter name \"%s\" used more than once", name);
      }
    }
  }

  private static Result result(
      Routines.Create create, List<Parameter> parameters, RoutineShapes shapes) {
    List<Parameter> outputs = outputs(parameters);
    boolean table = outputs.stream().anyMatch(parameter -> parameter.mode() == 't');
    if (table && outputs.stream().anyMatch(parameter -> parameter.mode() != 't')) {
      throw invalid("OUT and INOUT arguments aren't allowed in TABLE functions");
    }
    String implied =
        outputs.isEmpty() ? null : outputs.size() == 1 ? outputs.getFirst().type() : "record";
    Routines.Type written = create.returns();
    if (written == null) {
      if (implied == null) {
        throw invalid("function result type must be specified");
      }
      return new Result(implied, table);
    }
    String type = shapes.text(written);
    if (implied != null && !implied.equals(type)) {
      throw invalid("function result type must be %s because of OUT parameters", implied);
    }
    return new Result(type, written.name().setOf());
  }

  /// A result of an open type needs an argument that settles it.
  private static void requireKnown(List<Parameter> parameters, Result result) {
    List<String> asked = new ArrayList<>(List.of(result.type()));
    outputs(parameters).forEach(parameter -> asked.add(parameter.type()));
    for (String type : asked) {
      if (!type.startsWith("any")) {
        continue;
      }
      boolean compatible = type.startsWith("anycompatible");
      boolean range = type.endsWith("range");
      String family = compatible ? "anycompatible" : "any";
      boolean settled =
          parameters.stream()
              .filter(Parameter::isInput)
              .map(Parameter::type)
              .anyMatch(input ->
                  input.startsWith(family)
                      && input.startsWith("anycompatible") == compatible
                      && (!range || input.endsWith("range")));
      if (!settled) {
        throw invalid("cannot determine result data type")
            .withDetail(
                range
                    ? "A result of type %s requires at least one input of type %srange or"
                        + " %smultirange."
                    : compatible
                        ? "A result of type %s requires at least one input of type anycompatible,"
                            + " anycompatiblearray, anycompatiblenonarray, anycompatiblerange, or"
                            + " anycompatiblemultirange."
                        : "A result of type %s requires at least one input of type anyelement,"
                            + " anyarray, anynonarray, anyenum, anyrange, or anymultirange.",
                type,
                family,
                family);
      }
    }
  }

  static boolean isOpen(RoutineDefinition routine) {
    return routine.parameters().stream().anyMatch(p -> p.type().startsWith("any"));
  }
}
