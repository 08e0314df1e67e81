package omendb.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import omendb.core.FailPoint;
import omendb.core.SqlState;
import omendb.engine.definition.SequenceDefinition;
import omendb.storage.Storage;
import org.jspecify.annotations.Nullable;

/// The place of one sequence: the last value given out. Before a value is given, a block of values
/// up to and beyond it is marked as given on disk, so that none is given twice; a crash leaves the
/// rest of the block out. Thread-safe.
///
/// ```
/// value(long) called(byte)
/// ```
final class SequenceValue {
  private static final String PREFIX = "engine/sequence/";
  private static final int BYTES = Long.BYTES + 1;

  /// Values of the first block beyond the one that was asked for.
  private static final long BLOCK = 32;

  /// Blocks double up to this, so that many values cost few waits for the disk.
  private static final long BLOCK_MAX = 4096;

  private final Storage storage;
  private final int store;
  private long last;
  private boolean called;

  /// On disk up to this value, in steps of the range's; no block is open without a range.
  private long reserved;

  private SequenceDefinition.@Nullable Range reservedFor;
  private long block = BLOCK;

  /// Values that a session may give out without asking again: `first`, a step on, … `last`.
  record Block(long first, long last) {}

  /// @param remaining values of the open block
  record Place(long last, boolean called, long remaining) {}

  private SequenceValue(Storage storage, int store, long last, boolean called) {
    this.storage = storage;
    this.store = store;
    this.last = last;
    this.called = called;
  }

  static SequenceValue open(Storage storage, SequenceDefinition.Start start) {
    byte[] bytes = storage.getMeta(key(start.store()));
    if (bytes == null) {
      return new SequenceValue(storage, start.store(), start.value(), start.called());
    }
    if (bytes.length != BYTES) {
      throw SqlState.DATA_CORRUPTED.error("the values of sequence %d are damaged", start.store());
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return new SequenceValue(storage, start.store(), buffer.getLong(), buffer.get() != 0);
  }

  static String key(int store) {
    return PREFIX + store;
  }

  /// The keys of all sequences' values.
  static String prefix() {
    return PREFIX;
  }

  synchronized Place place() {
    SequenceDefinition.Range range = reservedFor;
    return new Place(last, called, range == null ? 0 : steps(last, reserved, range));
  }

  /// True when the next value costs no write.
  synchronized boolean ready(SequenceDefinition.Range range) {
    return called
        && range.equals(reservedFor)
        && Long.compareUnsigned(steps(last, reserved, range), range.cache()) >= 0;
  }

  /// The next values: one, or as many as the sequence's cache says. 2200H when there are none.
  synchronized Block next(SequenceDefinition sequence) {
    SequenceDefinition.Range range = sequence.range();
    boolean opened = range.equals(reservedFor);
    long first = last;
    if (called) {
      if (steps(last, end(range), range) != 0) {
        first = last + range.increment();
      } else if (range.cycle()) {
        first = range.increment() > 0 ? range.min() : range.max();
        opened = false;
      } else {
        throw exhausted(sequence);
      }
    }
    long more = least(range.cache() - 1, steps(first, end(range), range));
    long end = first + more * range.increment();
    if (!opened || (range.increment() > 0 ? end > reserved : end < reserved)) {
      long ahead = least(block, steps(end, end(range), range));
      reserve(end + ahead * range.increment());
      reservedFor = range;
      block = Math.min(block * 2, BLOCK_MAX);
    }
    last = end;
    called = true;
    return new Block(first, end);
  }

  private static long end(SequenceDefinition.Range range) {
    return range.increment() > 0 ? range.max() : range.min();
  }

  /// Whole steps from a value to a later one, unsigned; 0 when it is not later.
  private static long steps(long from, long to, SequenceDefinition.Range range) {
    long step = range.increment();
    if (step > 0 ? from >= to : from <= to) {
      return 0;
    }
    return step > 0 ? Long.divideUnsigned(to - from, step) : Long.divideUnsigned(from - to, -step);
  }

  private static long least(long left, long right) {
    return Long.compareUnsigned(left, right) < 0 ? left : right;
  }

  private static omendb.core.OmenException exhausted(SequenceDefinition sequence) {
    boolean up = sequence.range().increment() > 0;
    return SqlState.SEQUENCE_GENERATOR_LIMIT_EXCEEDED.error(
        "nextval: reached %s value of sequence \"%s\" (%d)",
        up ? "maximum" : "minimum", sequence.name(), end(sequence.range()));
  }

  /// Continues after the value, or with it unless `called`; durable when it returns.
  synchronized void set(long value, boolean wasCalled) {
    reservedFor = null;
    write(value, wasCalled);
    last = value;
    called = wasCalled;
  }

  /// Gives the rest of an open block back, for a stop in good order: adds what is to be written.
  synchronized void settle(Map<String, byte @Nullable []> into) {
    if (reservedFor != null) {
      reservedFor = null;
      into.put(key(store), bytes(last, called));
    }
  }

  private void reserve(long value) {
    try {
      FailPoint.hit("sequence.reserve");
      write(value, true);
      reserved = value;
      FailPoint.hit("sequence.reserved");
    } catch (IOException e) {
      throw SqlState.IO_ERROR.error("could not reserve values of a sequence").causedBy(e);
    }
  }

  private void write(long value, boolean wasCalled) {
    storage.putMeta(key(store), bytes(value, wasCalled));
  }

  private static byte[] bytes(long value, boolean called) {
    return ByteBuffer.allocate(BYTES).putLong(value).put((byte) (called ? 1 : 0)).array();
  }
}
