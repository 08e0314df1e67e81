package omendb.bench.micro;

import java.lang.foreign.Arena;
import java.math.BigDecimal;
import java.util.List;
import java.util.concurrent.TimeUnit;
import omendb.core.ColumnType;
import omendb.core.NativeMemory;
import omendb.core.RowCodec;
import omendb.core.RowLayout;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// A row of five columns to its stored bytes and back.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RowCodecBenchmark {
  private final RowCodec codec =
      new RowCodec(
          RowLayout.of(
              List.of(
                  ColumnType.BIGINT,
                  ColumnType.INTEGER,
                  ColumnType.numeric(15, 2),
                  ColumnType.DATE,
                  ColumnType.varchar(44))));
  private final Object[] values = {
    4_711L, 42L, new BigDecimal("12345.67"), 9_000L, "carefully final deposits detect slyly"
  };
  private final long address = stored(codec.encode(values));

  private static long stored(byte[] row) {
    long address = Arena.global().allocate(row.length, 8).address();
    NativeMemory.putBytes(address, row, 0, row.length);
    return address;
  }

  @Benchmark
  public byte[] encode() {
    return codec.encode(values);
  }

  @Benchmark
  public @Nullable Object[] decode() {
    return codec.decode(address);
  }
}
