package omendb.engine.exec.codegen;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Map;
import omendb.core.SqlState;
import org.codehaus.commons.compiler.CompileException;
import org.codehaus.janino.SimpleCompiler;

/// Compiled kernels by their source. A class is hidden, so it is unloaded when the cache and the
/// running queries have let it go. Thread-safe.
public final class KernelClasses {
  private static final int CLASSES_MAX = 4096;
  private static final String NAME = "GeneratedKernel";
  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

  private final Cache<String, MethodHandle> constructors =
      Caffeine.newBuilder().maximumSize(CLASSES_MAX).build();

  /// A new kernel of the class with these members.
  Kernel instantiate(String base, String members) {
    String source = source(base, members);
    MethodHandle constructor = constructors.get(source, KernelClasses::define);
    try {
      return (Kernel) constructor.invokeExact();
    } catch (Throwable e) {
      throw SqlState.INTERNAL_ERROR.error("cannot make a generated kernel").causedBy(e);
    }
  }

  /// Classes that are ready.
  public long size() {
    return constructors.estimatedSize();
  }

  private static String source(String base, String members) {
    return """
    package omendb.engine.exec.codegen;
    import omendb.core.ColumnVector;
    import omendb.core.NativeMemory;
    import omendb.engine.exec.vector.DoubleOrder;
    import omendb.engine.exec.vector.ObjectOrder;
    public final class %s extends %s {
    %s}
    """
        .formatted(NAME, base, members);
  }

  private static MethodHandle define(String source) {
    try {
      SimpleCompiler compiler = new SimpleCompiler();
      compiler.setParentClassLoader(KernelClasses.class.getClassLoader());
      compiler.setDebuggingInformation(false, false, false);
      compiler.setTargetVersion(8);
      compiler.cook(source);
      Map<String, byte[]> classes = compiler.getBytecodes();
      byte[] bytes = classes.get("omendb.engine.exec.codegen." + NAME);
      MethodHandles.Lookup defined = LOOKUP.defineHiddenClass(bytes, true);
      return defined
          .findConstructor(defined.lookupClass(), MethodType.methodType(void.class))
          .asType(MethodType.methodType(Kernel.class));
    } catch (CompileException | ReflectiveOperationException e) {
      throw SqlState.INTERNAL_ERROR
          .error("cannot compile a generated kernel: %s", String.valueOf(e.getMessage()))
          .withDetail("%s", source)
          .causedBy(e);
    }
  }
}
