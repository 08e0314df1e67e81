package omendb.engine.exec.codegen;

import omendb.engine.exec.memory.NativeArena;
import omendb.planner.function.EvalContext;
import org.jspecify.annotations.Nullable;

/// The base of generated classes. One instance per thread and query.
public abstract class Kernel {
  /// Bytes made by the current window; valid until the kernel's next call.
  protected @Nullable NativeArena arena;

  /// The session's settings, for library functions.
  protected @Nullable EvalContext context;

  /// Where 128-bit results are left.
  protected final Wide wide = new Wide();

  /// Sets the constants' fields.
  protected abstract void bind(@Nullable Object[] constants);

  final void attach(
      NativeArena windowArena, EvalContext evalContext, @Nullable Object[] constants) {
    context = evalContext;
    arena = windowArena;
    bind(constants);
  }

  protected static long longAt(@Nullable Object[] constants, int slot) {
    return constants[slot] instanceof Long value ? value : 0;
  }

  protected static boolean booleanAt(@Nullable Object[] constants, int slot) {
    return constants[slot] instanceof Boolean value && value;
  }

  protected static double doubleAt(@Nullable Object[] constants, int slot) {
    return constants[slot] instanceof Double value ? value : 0;
  }

  /// Word `word` of a WIDE constant (low, high) or of a BYTES constant (address, length).
  protected static long wordAt(@Nullable Object[] constants, int slot, int word) {
    return constants[slot] instanceof long[] words ? words[word] : 0;
  }
}
