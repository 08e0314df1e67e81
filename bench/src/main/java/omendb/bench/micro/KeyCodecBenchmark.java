package omendb.bench.micro;

import java.util.List;
import java.util.concurrent.TimeUnit;
import omendb.core.ColumnType;
import omendb.core.KeyCodec;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// Encoding of primary keys.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class KeyCodecBenchmark {
  private final KeyCodec bigint = new KeyCodec(List.of(ColumnType.BIGINT));
  private final KeyCodec composite = new KeyCodec(List.of(ColumnType.BIGINT, ColumnType.INTEGER));
  private final KeyCodec text = new KeyCodec(List.of(ColumnType.TEXT));
  private long next;

  /// A bigint, not boxed.
  @Benchmark
  public byte[] bigint() {
    return bigint.encodeLong(next++);
  }

  /// A bigint and an integer, boxed as statements bring them.
  @Benchmark
  public byte[] composite() {
    return composite.encode(new Object[] {next++, 7L}, null);
  }

  /// A text of 18 bytes.
  @Benchmark
  public byte[] text() {
    return text.encode(new Object[] {"Customer#000000001"}, null);
  }

  /// The eight bytes by which the index knows a key.
  @Benchmark
  public long prefix() {
    return KeyCodec.prefix(bigint.encodeLong(next++));
  }
}
