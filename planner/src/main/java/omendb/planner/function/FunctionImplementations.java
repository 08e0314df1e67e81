package omendb.planner.function;

import java.lang.reflect.Method;
import omendb.core.SqlState;
import org.jspecify.annotations.Nullable;

/// The Java methods behind function ids.
public final class FunctionImplementations {
  private FunctionImplementations() {}

  /// How to call a function from generated code.
  ///
  /// The method's parameters are, in order: an [EvalContext] when `context`; the text literal of a
  /// typed function, which is an ordinary argument of the call; then one per argument: `long`
  /// (`boolean` for BOOLEAN), `double`, BigDecimal, UUID, String, `byte[]`, Interval, `Object[]`,
  /// boxed when not `strict`, Object for pseudo-types. When `variadic`, the last parameter is an
  /// `Object[]` of the remaining arguments, boxed. A primitive result is never NULL, a reference
  /// may be. A set-returning method returns an `Iterator<Object>` of one value per row, which is an
  /// `Object[]` when the signature has several columns.
  ///
  /// @param catalog the method is [CatalogFunctions#call(EvalContext, String, Object[])]: it takes
  ///   the id and all arguments boxed
  public record Implementation(
      Method method, boolean context, boolean variadic, boolean strict, boolean catalog) {}

  /// The implementation of a scalar or set-returning function.
  ///
  /// @throws omendb.core.OmenException XX000 when the id is unknown
  public static Implementation of(String id) {
    Invoker found = FunctionRegistry.invoker(id);
    if (found == null) {
      throw SqlState.INTERNAL_ERROR.error("function \"%s\" has no implementation", id);
    }
    return found.implementation;
  }

  /// The method of [#of(String)].
  public static Method method(String id) {
    return of(id).method();
  }

  /// Calls a function with boxed arguments; a strict function with a NULL among them is not called.
  static @Nullable Object invoke(String id, @Nullable Object[] arguments, EvalContext context) {
    Invoker invoker = FunctionRegistry.invoker(id);
    if (invoker == null) {
      throw SqlState.INTERNAL_ERROR.error("function \"%s\" has no implementation", id);
    }
    return invoker.invoke(id, arguments, context);
  }
}
