package omendb.planner.function;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import omendb.core.SqlState;
import omendb.planner.function.FunctionImplementations.Implementation;
import org.jspecify.annotations.Nullable;

/// Calls one function with boxed arguments. Its method handle is made at the first call, for most
/// functions are never called so.
final class Invoker {
  final Implementation implementation;
  private volatile @Nullable MethodHandle handle;

  Invoker(Implementation implementation) {
    this.implementation = implementation;
  }

  @Nullable Object invoke(String id, @Nullable Object[] arguments, EvalContext context) {
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
    try {
      return (Object) handle().invokeExact(actual(arguments, context));
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw SqlState.INTERNAL_ERROR.error("function \"%s\" failed: %s", id, e).causedBy(e);
    }
  }

  private MethodHandle handle() throws IllegalAccessException {
    MethodHandle made = handle;
    if (made == null) {
      MethodHandle direct = MethodHandles.lookup().unreflect(implementation.method());
      int count = direct.type().parameterCount();
      MethodHandle generic = direct.asFixedArity().asType(direct.type().generic());
      made = generic.asSpreader(Object[].class, count);
      handle = made;
    }
    return made;
  }

  private @Nullable Object[] actual(@Nullable Object[] arguments, EvalContext context) {
    if (!implementation.context() && !implementation.variadic()) {
      return arguments;
    }
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
