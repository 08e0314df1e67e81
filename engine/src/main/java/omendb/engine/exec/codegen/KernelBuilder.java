package omendb.engine.exec.codegen;

import java.util.ArrayList;
import java.util.List;
import omendb.engine.exec.memory.NativeArena;
import omendb.planner.plan.Expr;

/// Writes the kernels of a query.
public final class KernelBuilder {
  /// Source characters after which a projection goes on in another method: well below the 8000
  /// bytecodes that the JIT compiles at most.
  private static final int METHOD_CHARACTERS = 6000;

  private final KernelClasses classes;
  private final Binding binding;

  public KernelBuilder(KernelClasses classes, Binding binding) {
    this.classes = classes;
    this.binding = binding;
  }

  /// The same for a part of the query whose texts go to an arena of its own.
  public KernelBuilder within(NativeArena arena) {
    return new KernelBuilder(classes, new Binding(binding.parameters(), binding.context(), arena));
  }

  public Binding binding() {
    return binding;
  }

  ExprEmitter emitter(List<Constant> constants) {
    return new ExprEmitter(constants);
  }

  <K extends Kernel> KernelTemplate<K> template(
      Class<K> base, String methods, List<Constant> constants) {
    return new KernelTemplate<>(classes, base, methods, constants, binding);
  }

  /// The rows where the condition is true, without a branch per row.
  public KernelTemplate<FilterKernel> filter(Expr condition) {
    List<Constant> constants = new ArrayList<>();
    ExprEmitter emitter = emitter(constants);
    Value value = emitter.emit(condition);
    String method =
        "public int filter(ColumnVector[] in, int count, int[] selection) {\n"
            + emitter.prologue()
            + "int kept = 0;\nfor (int i = 0; i < count; i++) {\n"
            + emitter.out
            + "selection[kept] = i;\nkept += "
            + value.isTrue()
            + " ? 1 : 0;\n}\nreturn kept;\n}\n";
    return template(FilterKernel.class, method, constants);
  }

  /// The values of the expressions.
  public KernelTemplate<ProjectKernel> project(List<Expr> expressions) {
    List<Constant> constants = new ArrayList<>();
    StringBuilder methods = new StringBuilder();
    StringBuilder calls = new StringBuilder();
    int next = 0;
    for (int part = 0; next < expressions.size(); part++) {
      calls.append("part").append(part).append("(in, count, out);\n");
      next = part(part, expressions, next, constants, methods);
    }
    methods
        .append("public void project(ColumnVector[] in, int count, ColumnVector[] out) {\n")
        .append(calls)
        .append("}\n");
    return template(ProjectKernel.class, methods.toString(), constants);
  }

  private int part(
      int part, List<Expr> expressions, int from, List<Constant> constants, StringBuilder methods) {
    ExprEmitter emitter = emitter(constants);
    StringBuilder before = new StringBuilder();
    StringBuilder after = new StringBuilder();
    int next = from;
    while (next < expressions.size()
        && (next == from || emitter.out.length() < METHOD_CHARACTERS)) {
      Value value = emitter.emit(expressions.get(next));
      store(value, next, emitter.out, before, after);
      next++;
    }
    methods
        .append("final void part" + part)
        .append("(ColumnVector[] in, int count, ColumnVector[] out) {\n")
        .append(emitter.prologue())
        .append(before)
        .append("for (int i = 0; i < count; i++) {\n")
        .append(emitter.out)
        .append("}\n")
        .append(after)
        .append("}\n");
    return next;
  }

  private static void store(
      Value value, int o, SourceWriter out, StringBuilder before, StringBuilder after) {
    String array =
        switch (value.form()) {
          case DOUBLE -> "final double[] o%1$d = out[%1$d].doubles;%n";
          case OBJECT -> "final Object[] o%1$d = out[%1$d].objects;%n";
          case LONG -> "final long[] o%1$d = out[%1$d].longs;%n";
          case WIDE ->
              "final long[] o%1$d = out[%1$d].longs; final long[] y%1$d = out[%1$d].highs;%n";
          case BYTES ->
              "final long[] o%1$d = out[%1$d].longs; final int[] y%1$d = out[%1$d].lengths;%n";
        };
    before.append(array.formatted(o));
    String main = value.isBoolean() ? "(" + value.main() + " ? 1L : 0L)" : value.main();
    out.line("o" + o + "[i] = " + main + ";");
    if (!value.extra().isEmpty()) {
      out.line("y" + o + "[i] = " + value.extra() + ";");
    }
    if (value.neverNull()) {
      after.append("out[%d].hasNulls = false;%n".formatted(o));
    } else {
      before.append(
          "final byte[] q%1$d = out[%1$d].nulls; boolean any%1$d = false;%n".formatted(o));
      out.line("q" + o + "[i] = (byte) (" + value.isNull() + " ? 1 : 0);");
      out.line("any" + o + " |= " + value.isNull() + ";");
      after.append("out[%1$d].hasNulls = any%1$d;%n".formatted(o));
    }
  }

  /// The update of accumulators.
  ///
  /// @param single true when there is one group only
  public KernelTemplate<AggregateKernel> aggregate(List<AccumulatorSpec> specs, boolean single) {
    List<Constant> constants = new ArrayList<>();
    StringBuilder methods = new StringBuilder();
    StringBuilder calls = new StringBuilder();
    int next = 0;
    for (int part = 0; next < specs.size(); part++) {
      calls.append("part").append(part).append("(in, count, groups, state);\n");
      next = aggregatePart(part, specs, next, single, constants, methods);
    }
    methods.append("public void update(").append(AGGREGATE_ARGUMENTS).append(") {\n");
    methods.append(calls).append("}\n");
    return template(AggregateKernel.class, methods.toString(), constants);
  }

  private static final String AGGREGATE_ARGUMENTS =
      "ColumnVector[] in, int count, int[] groups, Accumulators state";

  private int aggregatePart(
      int part,
      List<AccumulatorSpec> specs,
      int from,
      boolean single,
      List<Constant> constants,
      StringBuilder methods) {
    ExprEmitter emitter = emitter(constants);
    AccumulatorEmitter accumulators = new AccumulatorEmitter(emitter, single);
    int next = from;
    while (next < specs.size() && (next == from || emitter.out.length() < METHOD_CHARACTERS)) {
      accumulators.emit(specs.get(next++));
    }
    methods
        .append("final void part" + part + "(" + AGGREGATE_ARGUMENTS + ") {\n")
        .append("final long[] acc = state.words;\n")
        .append(
            single ? "" : "final int stride = state.stride, objectStride = state.objectStride;\n")
        .append(emitter.prologue())
        .append(accumulators.before())
        .append("for (int i = 0; i < count; i++) {\n")
        .append(single ? "" : "int b = groups[i] * stride; int ob = groups[i] * objectStride;\n")
        .append(emitter.out)
        .append("}\n")
        .append(accumulators.after())
        .append("}\n");
    return next;
  }
}
