package omendb.planner.function;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import omendb.core.OmenException;
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
  /// @throws OmenException XX000 when the id is unknown
  public static Implementation of(String id) {
    Implementation found = FunctionRegistry.implementation(id);
    if (found == null) {
      throw SqlState.INTERNAL_ERROR.error("function \"%s\" has no implementation", id);
    }
    return found;
  }

  /// The method of [#of(String)].
  public static Method method(String id) {
    return of(id).method();
  }

  /// Calls a function with boxed arguments; a strict function with a NULL among them is not called.
  static @Nullable Object invoke(String id, @Nullable Object[] arguments, EvalContext context) {
    Implementation implementation = of(id);
    if (implementation.strict()) {
      for (Object argument : arguments) {
        if (argument == null) {
          return null;
        }
      }
    }
    if (implementation.catalog()) {
      return CatalogFunctions.call(context, id, arguments);
    }
    @Nullable Object[] actual = actual(implementation, arguments, context);
    try {
      MethodHandle handle = MethodHandles.lookup().unreflect(implementation.method());
      return handle.asFixedArity().invokeWithArguments(actual);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw SqlState.INTERNAL_ERROR.error("function \"%s\" failed: %s", id, e).causedBy(e);
    }
  }

  private static @Nullable Object[] actual(
      Implementation implementation, @Nullable Object[] arguments, EvalContext context) {
    int shift = implementation.context() ? 1 : 0;
    int count = implementation.method().getParameterCount();
    @Nullable Object[] actual = new @Nullable Object[count];
    if (shift == 1) {
      actual[0] = context;
    }
    int fixed = count - shift - (implementation.variadic() ? 1 : 0);
    System.arraycopy(arguments, 0, actual, shift, fixed);
    if (implementation.variadic()) {
      @Nullable Object[] rest = new @Nullable Object[arguments.length - fixed];
      System.arraycopy(arguments, fixed, rest, 0, rest.length);
      actual[count - 1] = rest;
    }
    return actual;
  }
}
