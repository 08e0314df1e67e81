package omendb.alex;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A learned index over an immutable ascending array of keys: the fewest straight lines that
/// predict each key's position within [#maxError]. It holds no keys but the first of each line, so
/// that it costs 16 bytes per line, well below 0.1 bytes per key for an error of 32 even where keys
/// are clustered.
///
/// Keys may repeat; the bound then holds for the first of equal keys. For a key that is not there
/// the guess is within `maxError + 1` of the position where it would be inserted before all greater
/// keys. Immutable, safe for any number of threads.
public final class PiecewiseLinearModel {
  /// Below this many lines a binary search is as quick as a model of the lines.
  private static final int FLAT_LINES_MAX = 64;

  private static final int UPPER_ERROR = 6;
  private static final int HEADER_BYTES = 12;
  private static final int LINE_BYTES = 16;

  private final int count;
  private final int maxError;
  private final long[] firstKeys;
  private final float[] slopes;
  private final int[] intercepts;
  private final @Nullable PiecewiseLinearModel upper;

  PiecewiseLinearModel(
      int count, int maxError, long[] firstKeys, float[] slopes, int[] intercepts) {
    this.count = count;
    this.maxError = maxError;
    this.firstKeys = firstKeys;
    this.slopes = slopes;
    this.intercepts = intercepts;
    this.upper =
        firstKeys.length > FLAT_LINES_MAX ? build(firstKeys, firstKeys.length, UPPER_ERROR) : null;
  }

  /// Models the first `count` keys, which must not descend.
  ///
  /// @param maxError largest distance between a key's guessed and its real position, at least 2
  public static PiecewiseLinearModel build(long[] keys, int count, int maxError) {
    if (maxError < 2) {
      throw new IllegalArgumentException("maxError must be at least 2: " + maxError);
    }
    if (count < 0 || count > keys.length) {
      throw new IllegalArgumentException("count out of range: " + count);
    }
    return new LineFitter(keys, count, maxError).fit();
  }

  /// The guessed position of a key, between 0 and `count - 1` (0 if there are no keys).
  public int floorGuess(long key) {
    if (count == 0 || key <= firstKeys[0]) {
      return 0;
    }
    int line = lineOf(key);
    long end = line + 1 < intercepts.length ? intercepts[line + 1] : count - 1;
    long guess = intercepts[line] + steps(firstKeys[line], slopes[line], key);
    return (int) Math.max(0, Math.min(Math.min(guess, end), count - 1));
  }

  /// The number of keys that were modelled.
  public int count() {
    return count;
  }

  /// The largest distance between a key's guess and its position.
  public int maxError() {
    return maxError;
  }

  /// The number of lines.
  public int segments() {
    return firstKeys.length;
  }

  /// Heap bytes, the upper level of large models included.
  public long heapBytes() {
    long own = 96 + (long) LINE_BYTES * firstKeys.length;
    return upper == null ? own : own + upper.heapBytes();
  }

  /// Rise of a line from its first key to `key`, rounded to the nearest position.
  static long steps(long firstKey, float slope, long key) {
    long distance = key - firstKey;
    return distance < 0 ? Integer.MAX_VALUE : (long) (slope * (double) distance + 0.5);
  }

  /// The last line that starts at or below `key`.
  private int lineOf(long key) {
    int low = 0;
    int high = firstKeys.length;
    if (upper != null) {
      int guess = upper.floorGuess(key);
      low = Math.max(0, guess - UPPER_ERROR - 2);
      high = Math.min(high, guess + UPPER_ERROR + 2);
    }
    while (low + 1 < high) {
      int middle = (low + high) >>> 1;
      if (firstKeys[middle] <= key) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /// Writes the model as little-endian bytes:
  ///
  /// ```
  /// 0        4          8       12
  /// | count  | maxError | lines | firstKey int64 × lines | slope float32 × lines | intercept int32 × lines |
  /// ```
  public byte[] toBytes() {
    int lines = firstKeys.length;
    ByteBuffer out =
        ByteBuffer.allocate(HEADER_BYTES + LINE_BYTES * lines).order(ByteOrder.LITTLE_ENDIAN);
    out.putInt(count).putInt(maxError).putInt(lines);
    out.asLongBuffer().put(firstKeys);
    out.position(HEADER_BYTES + 8 * lines);
    out.asFloatBuffer().put(slopes);
    out.position(HEADER_BYTES + 12 * lines);
    out.asIntBuffer().put(intercepts);
    return out.array();
  }

  /// Reads what [#toBytes] wrote.
  ///
  /// @throws IllegalArgumentException if the bytes are not such a model
  public static PiecewiseLinearModel fromBytes(byte[] bytes) {
    if (bytes.length < HEADER_BYTES) {
      throw new IllegalArgumentException("model of " + bytes.length + " bytes is too short");
    }
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int count = in.getInt();
    int maxError = in.getInt();
    int lines = in.getInt();
    long expectedBytes = HEADER_BYTES + (long) LINE_BYTES * lines;
    boolean sizesFit = count >= 0 && lines >= 0 && lines <= 2L * count && maxError >= 2;
    if (!sizesFit || expectedBytes != bytes.length || (lines == 0) != (count == 0)) {
      throw new IllegalArgumentException("not a piecewise linear model");
    }
    long[] firstKeys = new long[lines];
    float[] slopes = new float[lines];
    int[] intercepts = new int[lines];
    in.asLongBuffer().get(firstKeys);
    in.position(HEADER_BYTES + 8 * lines).asFloatBuffer().get(slopes);
    in.position(HEADER_BYTES + 12 * lines).asIntBuffer().get(intercepts);
    for (int i = 0; i < lines; i++) {
      boolean ascends = i == 0 || firstKeys[i - 1] < firstKeys[i];
      if (!ascends || !(slopes[i] >= 0) || Float.isInfinite(slopes[i])) {
        throw new IllegalArgumentException("line " + i + " of the model is damaged");
      }
    }
    return new PiecewiseLinearModel(count, maxError, firstKeys, slopes, intercepts);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PiecewiseLinearModel model
        && count == model.count
        && maxError == model.maxError
        && Arrays.equals(firstKeys, model.firstKeys)
        && Arrays.equals(slopes, model.slopes)
        && Arrays.equals(intercepts, model.intercepts);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * count + maxError) + Arrays.hashCode(firstKeys);
  }

  @Override
  public String toString() {
    return "PiecewiseLinearModel[count=%d, maxError=%d, segments=%d]"
        .formatted(count, maxError, segments());
  }
}
