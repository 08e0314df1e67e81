package omendb.engine.exec.codegen;

import java.util.List;
import omendb.core.ColumnType;
import omendb.core.TypeKind;
import omendb.engine.exec.memory.NativeArena;
import org.jspecify.annotations.Nullable;

/// A kernel of one query, ready to be instantiated per thread. The class is made at the first
/// instance. Thread-safe.
public final class KernelTemplate<K extends Kernel> {
  private final KernelClasses classes;
  private final Class<K> base;
  private final String members;
  private final List<Constant> constants;
  private final Binding binding;
  private @Nullable Object @Nullable [] values;

  KernelTemplate(
      KernelClasses classes,
      Class<K> base,
      String methods,
      List<Constant> constants,
      Binding binding) {
    this.classes = classes;
    this.base = base;
    this.constants = List.copyOf(constants);
    this.members = fields(this.constants) + methods;
    this.binding = binding;
  }

  /// A kernel for one thread.
  ///
  /// @param windowArena for texts that the kernel makes; the caller resets it per window
  public K instantiate(NativeArena windowArena) {
    K kernel = base.cast(classes.instantiate(base.getSimpleName(), members));
    kernel.attach(windowArena, binding.context(), values());
    return kernel;
  }

  private synchronized @Nullable Object[] values() {
    if (values == null) {
      values = binding.values(constants);
    }
    return values;
  }

  private static String fields(List<Constant> constants) {
    StringBuilder fields = new StringBuilder();
    StringBuilder bind = new StringBuilder("protected void bind(Object[] constants) {\n");
    for (int i = 0; i < constants.size(); i++) {
      fields.append("private boolean k%dn;%n".formatted(i));
      bind.append("k%dn = constants[%d] == null;%n".formatted(i, i));
      if (constants.get(i) instanceof Constant.Scalar scalar) {
        scalar(i, scalar.type(), fields, bind);
      } else {
        fields.append("private Object k%d;%n".formatted(i));
        bind.append("k%d = constants[%d];%n".formatted(i, i));
      }
    }
    return fields.append(bind).append("}\n").toString();
  }

  private static void scalar(int i, ColumnType type, StringBuilder fields, StringBuilder bind) {
    if (type.kind() == TypeKind.BOOLEAN) {
      fields.append("private boolean k%d;%n".formatted(i));
      bind.append("k%1$d = booleanAt(constants, %1$d);%n".formatted(i));
      return;
    }
    switch (type.form()) {
      case LONG -> {
        fields.append("private long k%d;%n".formatted(i));
        bind.append("k%1$d = longAt(constants, %1$d);%n".formatted(i));
      }
      case DOUBLE -> {
        fields.append("private double k%d;%n".formatted(i));
        bind.append("k%1$d = doubleAt(constants, %1$d);%n".formatted(i));
      }
      case WIDE -> {
        fields.append("private long k%1$d; private long k%1$dh;%n".formatted(i));
        bind.append("k%1$d = wordAt(constants, %1$d, 0);%n".formatted(i));
        bind.append("k%1$dh = wordAt(constants, %1$d, 1);%n".formatted(i));
      }
      case BYTES -> {
        fields.append("private long k%1$d; private int k%1$dl;%n".formatted(i));
        bind.append("k%1$d = wordAt(constants, %1$d, 0);%n".formatted(i));
        bind.append("k%1$dl = (int) wordAt(constants, %1$d, 1);%n".formatted(i));
      }
      case OBJECT -> {
        fields.append("private Object k%d;%n".formatted(i));
        bind.append("k%1$d = constants[%1$d];%n".formatted(i));
      }
    }
  }
}
