package omendb.columnar;

import java.util.Arrays;

/// Estimates how many distinct values went in, within about 3 %: HyperLogLog with 1024 registers
/// (Flajolet, Fusy, Gandouet, Meunier 2007) and linear counting for small numbers. Sketches of
/// parts merge into the sketch of the whole. Not thread-safe.
public final class DistinctSketch {
  private static final int BITS = 10;
  private static final int REGISTERS = 1 << BITS;
  private static final double ALPHA = 0.7213 / (1 + 1.079 / REGISTERS);

  private static final byte SPARSE = 0;
  private static final byte DENSE = 1;

  private final byte[] registers = new byte[REGISTERS];

  /// Adds a value by its well-mixed 64-bit hash.
  public void add(long hash) {
    int register = (int) (hash >>> (64 - BITS));
    byte rank = (byte) (Long.numberOfLeadingZeros((hash << BITS) | (1L << (BITS - 1))) + 1);
    if (rank > registers[register]) {
      registers[register] = rank;
    }
  }

  public void merge(DistinctSketch other) {
    for (int i = 0; i < REGISTERS; i++) {
      registers[i] = (byte) Math.max(registers[i], other.registers[i]);
    }
  }

  public void clear() {
    Arrays.fill(registers, (byte) 0);
  }

  public long estimate() {
    double sum = 0;
    int zeros = 0;
    for (byte register : registers) {
      sum += 1.0 / (1L << register);
      zeros += register == 0 ? 1 : 0;
    }
    double raw = ALPHA * REGISTERS * REGISTERS / sum;
    return raw <= 2.5 * REGISTERS && zeros > 0
        ? Math.round(REGISTERS * Math.log((double) REGISTERS / zeros))
        : Math.round(raw);
  }

  /// The sketch as bytes: its kind, then all registers, or (register int16, rank int8) for those
  /// that are not zero.
  byte[] toBytes() {
    int used = 0;
    for (byte register : registers) {
      used += register == 0 ? 0 : 1;
    }
    if (3 * used >= REGISTERS) {
      byte[] dense = new byte[1 + REGISTERS];
      dense[0] = DENSE;
      System.arraycopy(registers, 0, dense, 1, REGISTERS);
      return dense;
    }
    byte[] sparse = new byte[1 + 3 * used];
    sparse[0] = SPARSE;
    int at = 1;
    for (int i = 0; i < REGISTERS; i++) {
      if (registers[i] != 0) {
        sparse[at++] = (byte) i;
        sparse[at++] = (byte) (i >> 8);
        sparse[at++] = registers[i];
      }
    }
    return sparse;
  }

  /// Reads what [#toBytes] wrote; IllegalArgumentException when the bytes are no sketch.
  static DistinctSketch fromBytes(byte[] bytes) {
    DistinctSketch sketch = new DistinctSketch();
    if (bytes.length == 1 + REGISTERS && bytes[0] == DENSE) {
      System.arraycopy(bytes, 1, sketch.registers, 0, REGISTERS);
    } else if (bytes.length % 3 == 1 && bytes[0] == SPARSE) {
      for (int at = 1; at < bytes.length; at += 3) {
        int register = (bytes[at] & 0xff) | (bytes[at + 1] & 0xff) << 8;
        if (register >= REGISTERS) {
          throw new IllegalArgumentException("no such register: " + register);
        }
        sketch.registers[register] = bytes[at + 2];
      }
    } else {
      throw new IllegalArgumentException("not a sketch");
    }
    return sketch;
  }
}
