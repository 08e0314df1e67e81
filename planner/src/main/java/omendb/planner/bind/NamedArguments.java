package omendb.planner.bind;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import omendb.core.SqlState;
import omendb.planner.ast.Node;
import org.jspecify.annotations.Nullable;

/// Puts arguments that are given by name (`f(days => 3)`) into their places, with defaults for what
/// is not given. The names are those of `pg_proc.proargnames`.
final class NamedArguments {
  private static final String PATH = "target, path, vars='{}', silent=false";
  private static final Map<String, List<Parameter>> PARAMETERS =
      Map.ofEntries(
          entry("make_interval", "years=0, months=0, weeks=0, days=0, hours=0, mins=0, secs=0"),
          entry("make_date", "year, month, day"),
          entry("make_time", "hour, min, sec"),
          entry("make_timestamp", "year, month, mday, hour, min, sec"),
          entry("make_timestamptz", "year, month, mday, hour, min, sec, timezone?"),
          entry("jsonb_set", "jsonb_in, path, replacement, create_if_missing=true"),
          entry(
              "jsonb_set_lax",
              "jsonb_in, path, replacement, create_if_missing=true,"
                  + " null_value_treatment='use_json_null'"),
          entry("jsonb_insert", "jsonb_in, path, replacement, insert_after=false"),
          entry("parse_ident", "str, strict=true"),
          entry("jsonb_path_exists", PATH),
          entry("jsonb_path_exists_tz", PATH),
          entry("jsonb_path_match", PATH),
          entry("jsonb_path_match_tz", PATH),
          entry("jsonb_path_query", PATH),
          entry("jsonb_path_query_tz", PATH),
          entry("jsonb_path_query_array", PATH),
          entry("jsonb_path_query_array_tz", PATH),
          entry("jsonb_path_query_first", PATH),
          entry("jsonb_path_query_first_tz", PATH));

  /// @param byDefault a number, `true`, `false` or a quoted string; null when it must be given
  /// @param optional whether it may be left out without a value in its place, as the last
  private record Parameter(String name, @Nullable String byDefault, boolean optional) {}

  private NamedArguments() {}

  /// The call with arguments by place alone.
  ///
  /// @throws omendb.core.OmenException 42601 for a place behind a name, 42883 for names that the
  ///   function does not have, 0A000 for VARIADIC
  static Node.Call positional(Node.Call call, String function) {
    boolean named = false;
    for (Node.Argument argument : call.arguments()) {
      if (argument.variadic()) {
        throw ExprBinder.unsupported("a variadic argument", argument.pos());
      }
      if (named && argument.name() == null) {
        throw SqlState.SYNTAX_ERROR
            .error("positional argument cannot follow named argument")
            .at(argument.pos());
      }
      named |= argument.name() != null;
    }
    List<Parameter> parameters = PARAMETERS.get(function);
    // With fewer arguments there is a function of its own, unless all of them may be left out.
    boolean fewer =
        parameters != null
            && parameters.getFirst().byDefault() != null
            && call.arguments().size() < parameters.size();
    return named || fewer ? placed(call, function, parameters) : call;
  }

  private static Node.Call placed(
      Node.Call call, String function, @Nullable List<Parameter> parameters) {
    if (parameters == null || call.arguments().size() > parameters.size()) {
      throw missing(call, function);
    }
    Node.@Nullable Argument[] places = new Node.@Nullable Argument[parameters.size()];
    for (int i = 0; i < call.arguments().size(); i++) {
      Node.Argument argument = call.arguments().get(i);
      int place = argument.name() == null ? i : place(parameters, argument.name());
      if (place < 0 || places[place] != null) {
        throw missing(call, function);
      }
      places[place] = new Node.Argument(null, argument.value(), false, argument.pos());
    }
    List<Node.Argument> arguments = new ArrayList<>();
    for (int i = 0; i < places.length; i++) {
      Node.Argument given = places[i];
      if (given != null) {
        arguments.add(given);
        continue;
      }
      Parameter left = parameters.get(i);
      if (left.byDefault() != null) {
        Node value = literal(left.byDefault(), call.pos());
        arguments.add(new Node.Argument(null, value, false, call.pos()));
      } else if (!left.optional()) {
        throw missing(call, function);
      }
    }
    return new Node.Call(
        call.function(), arguments, call.star(), call.aggregation(), call.over(), call.pos());
  }

  private static omendb.core.OmenException missing(Node.Call call, String function) {
    String shown =
        call.arguments().stream()
            .map(argument -> argument.name() == null ? "…" : argument.name() + " => …")
            .collect(Collectors.joining(", "));
    return SqlState.UNDEFINED_FUNCTION
        .error("function %s(%s) does not exist", function, shown)
        .withHint(
            "No function matches the given name and argument types. You might need to add explicit"
                + " type casts.")
        .at(call.pos());
  }

  private static int place(List<Parameter> parameters, String name) {
    for (int i = 0; i < parameters.size(); i++) {
      if (parameters.get(i).name().equals(name)) {
        return i;
      }
    }
    return -1;
  }

  private static Node literal(String text, int pos) {
    if (text.startsWith("'")) {
      return new Node.StringLiteral(text.substring(1, text.length() - 1), pos);
    }
    return Character.isDigit(text.charAt(0))
        ? new Node.IntegerLiteral(Integer.parseInt(text), pos)
        : new Node.BooleanLiteral(text.equals("true"), pos);
  }

  private static Map.Entry<String, List<Parameter>> entry(String function, String parameters) {
    return Map.entry(
        function, Arrays.stream(parameters.split(", *")).map(NamedArguments::parameter).toList());
  }

  private static Parameter parameter(String text) {
    if (text.endsWith("?")) {
      return new Parameter(text.substring(0, text.length() - 1), null, true);
    }
    int equal = text.indexOf('=');
    return equal < 0
        ? new Parameter(text, null, false)
        : new Parameter(text.substring(0, equal), text.substring(equal + 1), false);
  }
}
