package omendb.engine.exec.codegen;

import java.util.Objects;
import omendb.engine.exec.vector.DoubleOrder;

/// Adds the states of one group to those of another.
public final class AccumulatorMerge {
  private AccumulatorMerge() {}

  /// Adds group `fromGroup` to `intoGroup`, which has room.
  public static void merge(Accumulators into, int intoGroup, Accumulators from, int fromGroup) {
    for (AccumulatorSpec spec : into.specs) {
      merge(spec, into, intoGroup, from, fromGroup);
    }
  }

  private static void merge(
      AccumulatorSpec spec, Accumulators into, int intoGroup, Accumulators from, int fromGroup) {
    if (spec.isObject()) {
      int source = fromGroup * from.objectStride + spec.offset();
      if (from.objects[source] != null) {
        mergeObject(spec, into, intoGroup * into.objectStride + spec.offset(), from, source);
      }
    } else {
      int target = intoGroup * into.stride + spec.offset();
      mergeWords(spec, into, target, from, fromGroup * from.stride + spec.offset());
    }
  }

  /// Adds the groups `fromGroups[0..count)` to `intoGroups[0..count)`, which have room.
  public static void mergeAll(
      Accumulators into, int[] intoGroups, Accumulators from, int[] fromGroups, int count) {
    for (AccumulatorSpec spec : into.specs) {
      if (spec.kind() != AccumulatorKind.COUNT && spec.kind() != AccumulatorKind.SUM_EXACT) {
        for (int i = 0; i < count; i++) {
          merge(spec, into, intoGroups[i], from, fromGroups[i]);
        }
        continue;
      }
      long[] to = into.words;
      long[] in = from.words;
      int offset = spec.offset();
      boolean counts = spec.kind() == AccumulatorKind.COUNT;
      for (int i = 0; i < count; i++) {
        int target = intoGroups[i] * into.stride + offset;
        int source = fromGroups[i] * from.stride + offset;
        if (counts) {
          to[target] += in[source];
        } else {
          addExact(to, target, in, source);
        }
      }
    }
  }

  private static void mergeObject(
      AccumulatorSpec spec, Accumulators into, int target, Accumulators from, int source) {
    Object value = Objects.requireNonNull(from.objects[source]);
    switch (spec.kind()) {
      case SUM_OBJECT -> into.sumObject(target, value);
      case MIN -> into.minObject(target, value);
      case MAX -> into.maxObject(target, value);
      case ANY -> into.anyObject(target, value);
      case MOMENTS_EXACT -> into.moments(target).add((Moments) value);
      case LIST -> {
        ValueList list = (ValueList) value;
        into.reserve((long) list.rows().size() * ValueList.ROW_BYTES);
        into.list(target).addAll(list);
      }
      default -> throw new IllegalStateException(spec.kind().name());
    }
  }

  private static void mergeWords(
      AccumulatorSpec spec, Accumulators into, int target, Accumulators from, int source) {
    long[] to = into.words;
    long[] in = from.words;
    switch (spec.kind()) {
      case COUNT -> to[target] += in[source];
      case SUM_EXACT -> addExact(to, target, in, source);
      case SUM_PRODUCT -> {
        addExact(to, target, in, source);
        if (in[source + 2] != 0) {
          to[target + 2] = into.addLarge(to[target + 2], from.large(in[source + 2]));
        }
      }
      case SUM_DOUBLE ->
          to[target] =
              Double.doubleToRawLongBits(
                  Double.longBitsToDouble(to[target]) + Double.longBitsToDouble(in[source]));
      case BIT_AND, BIT_OR -> mergeBits(spec.kind(), to, target, in, source);
      case MOMENTS_DOUBLE -> mergeMoments(to, target, in, source);
      case COMOMENTS -> mergeComoments(to, target, in, source);
      case MIN, MAX, ANY -> mergeExtreme(spec, into, target, in, source);
      default -> throw new IllegalStateException(spec.kind().name());
    }
  }

  private static void addExact(long[] to, int target, long[] in, int source) {
    long a = to[target];
    long b = in[source];
    long sum = a + b;
    long carry = ((a ^ sum) & (b ^ sum)) < 0 ? (b < 0 ? -1 : 1) : 0;
    to[target] = sum;
    to[target + 1] = carry(to[target + 1], in[source + 1] + carry);
  }

  /// Adds a number to an exact sum, as generated code does once for a window.
  static void add(long[] to, int target, long value) {
    long old = to[target];
    long sum = old + value;
    if (((old ^ sum) & (value ^ sum)) < 0) {
      to[target + 1] = carry(to[target + 1], value < 0 ? -1 : 1);
    }
    to[target] = sum;
  }

  /// The high word of a sum plus a change, or 22003.
  static long carry(long high, long change) {
    long sum = high + change;
    if (((high ^ sum) & (change ^ sum)) < 0) {
      throw Errors.numeric();
    }
    return sum;
  }

  private static void mergeBits(
      AccumulatorKind kind, long[] to, int target, long[] in, int source) {
    if (in[source + 1] == 0) {
      return;
    }
    if (to[target + 1] == 0) {
      to[target] = in[source];
    } else if (kind == AccumulatorKind.BIT_AND) {
      to[target] &= in[source];
    } else {
      to[target] |= in[source];
    }
    to[target + 1] = 1;
  }

  private static void mergeMoments(long[] to, int target, long[] in, int source) {
    double n1 = Double.longBitsToDouble(to[target]);
    double n2 = Double.longBitsToDouble(in[source]);
    if (n2 == 0) {
      return;
    }
    if (n1 == 0) {
      System.arraycopy(in, source, to, target, 3);
      return;
    }
    double sum1 = Double.longBitsToDouble(to[target + 1]);
    double sum2 = Double.longBitsToDouble(in[source + 1]);
    double distance = sum1 / n1 - sum2 / n2;
    double squares =
        Double.longBitsToDouble(to[target + 2])
            + Double.longBitsToDouble(in[source + 2])
            + n1 * n2 * distance * distance / (n1 + n2);
    to[target] = Double.doubleToRawLongBits(n1 + n2);
    to[target + 1] = Double.doubleToRawLongBits(sum1 + sum2);
    to[target + 2] = Double.doubleToRawLongBits(squares);
  }

  private static void mergeComoments(long[] to, int target, long[] in, int source) {
    double n1 = Double.longBitsToDouble(to[target]);
    double n2 = Double.longBitsToDouble(in[source]);
    if (n2 == 0) {
      return;
    }
    if (n1 == 0) {
      System.arraycopy(in, source, to, target, 6);
      return;
    }
    double x = distance(to, target + 1, n1, in, source + 1, n2);
    double y = distance(to, target + 3, n1, in, source + 3, n2);
    double weight = n1 * n2 / (n1 + n2);
    double[] grown = {n2, 0, weight * x * x, 0, weight * y * y, weight * x * y};
    for (int i = 0; i < 6; i++) {
      double both = Double.longBitsToDouble(to[target + i]) + grown[i];
      both += i == 0 ? 0 : Double.longBitsToDouble(in[source + i]);
      to[target + i] = Double.doubleToRawLongBits(both);
    }
  }

  /// The first mean less the second one.
  private static double distance(
      long[] sums, int at, double count, long[] otherSums, int otherAt, double otherCount) {
    return Double.longBitsToDouble(sums[at]) / count
        - Double.longBitsToDouble(otherSums[otherAt]) / otherCount;
  }

  private static void mergeExtreme(
      AccumulatorSpec spec, Accumulators into, int target, long[] in, int source) {
    long[] to = into.words;
    switch (spec.type().form()) {
      case BYTES -> {
        if (in[source] != 0) {
          int length = (int) in[source + 1];
          switch (spec.kind()) {
            case MIN -> into.minBytes(target, in[source], length);
            case MAX -> into.maxBytes(target, in[source], length);
            default -> into.anyBytes(target, in[source], length);
          }
        }
      }
      case WIDE -> {
        if (in[source + 2] != 0
            && (to[target + 2] == 0
                || better(spec.kind(), wideOrder(spec, in, source, to, target)))) {
          System.arraycopy(in, source, to, target, 3);
        }
      }
      case LONG -> {
        if (in[source + 1] != 0
            && (to[target + 1] == 0 || better(spec.kind(), Long.compare(in[source], to[target])))) {
          to[target] = in[source];
          to[target + 1] = 1;
        }
      }
      case DOUBLE -> {
        double a = Double.longBitsToDouble(in[source]);
        double b = Double.longBitsToDouble(to[target]);
        if (in[source + 1] != 0
            && (to[target + 1] == 0 || better(spec.kind(), DoubleOrder.compare(a, b)))) {
          to[target] = in[source];
          to[target + 1] = 1;
        }
      }
      case OBJECT -> throw new IllegalStateException("an object has no words");
    }
  }

  private static boolean better(AccumulatorKind kind, int order) {
    return kind == AccumulatorKind.MIN ? order < 0 : kind == AccumulatorKind.MAX && order > 0;
  }

  private static int wideOrder(AccumulatorSpec spec, long[] a, int i, long[] b, int j) {
    return spec.type().kind() == omendb.core.TypeKind.UUID
        ? Wide.compareUuid(a[i + 1], a[i], b[j + 1], b[j])
        : Wide.compare(a[i + 1], a[i], b[j + 1], b[j]);
  }
}
