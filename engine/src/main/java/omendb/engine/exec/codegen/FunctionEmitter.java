package omendb.engine.exec.codegen;

import java.util.ArrayList;
import java.util.List;
import omendb.planner.function.FunctionImplementations;
import omendb.planner.function.FunctionImplementations.Implementation;
import omendb.planner.plan.Expr;

/// Writes direct calls of the library's static methods.
final class FunctionEmitter {
  private final ExprEmitter emitter;

  FunctionEmitter(ExprEmitter emitter) {
    this.emitter = emitter;
  }

  Value emit(Expr.Function function) {
    Implementation implementation = FunctionImplementations.of(function.id());
    if (implementation.catalog()) {
      return emitter.casts().interpreted(function);
    }
    List<Value> values = function.arguments().stream().map(emitter::emit).toList();
    boolean strict = implementation.strict();
    String call =
        call(implementation, strict ? values.stream().map(Value::known).toList() : values);
    List<Value> nullable = strict ? values : List.of();
    Class<?> result = implementation.method().getReturnType();
    if (result.isPrimitive()) {
      return emitter.simple(function.type(), false, nullable, call);
    }
    String isNull = emitter.anyNull(nullable);
    if (isNull.equals("false")) {
      return emitter.casts().unbox(call, function.type());
    }
    return emitter
        .casts()
        .unbox("(" + isNull + " ? (Object) null : (Object) " + call + ")", function.type());
  }

  private static String call(Implementation implementation, List<Value> values) {
    Class<?>[] parameters = implementation.method().getParameterTypes();
    List<String> arguments = new ArrayList<>();
    int shift = implementation.context() ? 1 : 0;
    if (shift == 1) {
      arguments.add("context");
    }
    int fixed = parameters.length - shift - (implementation.variadic() ? 1 : 0);
    for (int i = 0; i < fixed; i++) {
      arguments.add(argument(values.get(i), parameters[i + shift]));
    }
    if (implementation.variadic()) {
      List<String> rest = values.subList(fixed, values.size()).stream().map(Boxes::box).toList();
      arguments.add("new Object[] {" + String.join(", ", rest) + "}");
    }
    return "%s.%s(%s)"
        .formatted(
            implementation.method().getDeclaringClass().getCanonicalName(),
            implementation.method().getName(),
            String.join(", ", arguments));
  }

  private static String argument(Value value, Class<?> parameter) {
    if (parameter.isPrimitive()) {
      return value.main();
    }
    return "(" + parameter.getCanonicalName() + ") " + Boxes.box(value);
  }
}
