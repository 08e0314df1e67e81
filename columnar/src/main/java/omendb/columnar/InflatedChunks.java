package omendb.columnar;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import omendb.columnar.SegmentDirectory.ChunkEntry;
import omendb.columnar.SegmentDirectory.ColumnEntry;
import omendb.columnar.SegmentDirectory.DictionaryEntry;
import omendb.columnar.SegmentDirectory.Place;
import org.jspecify.annotations.Nullable;

/// The decompressed pieces of one compressed segment: each is one block of memory with validity,
/// offsets and values, made when it is first read and kept until it is taken out or the segment is
/// closed. Dictionaries stay until then.
final class InflatedChunks {
  private static final VarHandle CHUNKS = MethodHandles.arrayElementVarHandle(ColumnChunk[].class);
  private static final VarHandle BLOCKS = MethodHandles.arrayElementVarHandle(NativeBlock[].class);

  private final SegmentFile file;
  private final @Nullable NativeBlock[] blocks;
  private final List<NativeBlock> dictionaries = new ArrayList<>();

  /// By slot, 1 when it was read since the last look; threads may lose one another's marks.
  private final byte[] read;

  InflatedChunks(SegmentFile file, int slots) {
    this.file = file;
    this.blocks = new NativeBlock[slots];
    this.read = new byte[slots];
  }

  void markRead(int slot) {
    if (read[slot] == 0) {
      read[slot] = 1;
    }
  }

  /// True when the slot was read since the last call.
  boolean wasRead(int slot) {
    boolean was = read[slot] != 0;
    read[slot] = 0;
    return was;
  }

  /// What a piece is called, and the lengths that its buffers must have; -1 for any.
  record Shape(String name, int rows, long validityBytes, long offsetsBytes, long valuesBytes) {}

  /// A decompressed piece that no slot has yet.
  record Piece(NativeBlock block, ColumnChunk chunk) {}

  /// Decompresses a piece, after its checksums were verified.
  Piece inflate(
      ColumnEntry column, ChunkEntry places, Shape shape, @Nullable Dictionary dictionary) {
    Stored validity = stored(places.validity(), shape.validityBytes, "validity of " + shape.name);
    Stored offsets = stored(places.offsets(), shape.offsetsBytes, "offsets of " + shape.name);
    Stored values = stored(places.values(), shape.valuesBytes, shape.name);
    NativeBlock block = NativeBlock.allocate(validity.room() + offsets.room() + values.room());
    boolean done = false;
    try {
      long at = block.address();
      long validityAt = put(validity, at);
      long offsetsAt = put(offsets, at + validity.room());
      long valuesAt = put(values, at + validity.room() + offsets.room());
      ColumnChunk chunk =
          new ColumnChunk(
              column.encoding(),
              column.width(),
              places.base(),
              shape.rows,
              validityAt,
              offsetsAt,
              valuesAt,
              dictionary);
      done = true;
      return new Piece(block, chunk);
    } finally {
      if (!done) {
        block.free();
      }
    }
  }

  /// Gives the piece to its slot, unless another thread was faster; returns what the slot has.
  boolean keep(@Nullable ColumnChunk[] chunks, int slot, Piece piece) {
    if (!BLOCKS.compareAndSet(blocks, slot, (NativeBlock) null, piece.block)) {
      return false;
    }
    read[slot] = 1;
    CHUNKS.setRelease(chunks, slot, piece.chunk);
    return true;
  }

  /// Empties the slot; returns the block that it had. For one thread at a time.
  @Nullable NativeBlock takeOut(@Nullable ColumnChunk[] chunks, int slot) {
    if (CHUNKS.getAcquire(chunks, slot) == null) {
      return null;
    }
    CHUNKS.setRelease(chunks, slot, (ColumnChunk) null);
    return (NativeBlock) BLOCKS.getAndSet(blocks, slot, (NativeBlock) null);
  }

  /// Decompresses a dictionary for as long as the segment is open. Not for two threads at a time.
  Dictionary dictionary(DictionaryEntry places, String name) {
    Stored offsets = stored(places.offsets(), 4L * (places.size() + 1), name);
    Stored values = stored(places.values(), -1, name);
    NativeBlock block = NativeBlock.allocate(offsets.room() + values.room());
    dictionaries.add(block);
    return new Dictionary(
        places.size(),
        put(offsets, block.address()),
        put(values, block.address() + offsets.room()));
  }

  /// A buffer in the file, verified.
  ///
  /// @param raw its length when it is decompressed; 0 when it is not there
  private record Stored(long address, long bytes, long raw, String name) {
    long room() {
      return SegmentDescriptor.align(raw);
    }
  }

  private Stored stored(Place place, long expectedBytes, String name) {
    long address = file.verified(place, -1, name);
    long raw = place.exists() ? CompressedBuffer.rawBytes(address, place.bytes()) : 0;
    if (raw < 0 || expectedBytes >= 0 && raw != expectedBytes) {
      throw file.damage(name + " does not have its length", place.offset());
    }
    return new Stored(address, place.bytes(), raw, name);
  }

  private long put(Stored buffer, long at) {
    if (buffer.raw == 0) {
      return 0;
    }
    if (!CompressedBuffer.decompress(buffer.address, buffer.bytes, at)) {
      throw file.damage(buffer.name + " cannot be decompressed", 0);
    }
    return at;
  }

  /// Frees everything; returns how much memory the slots had. Nobody reads any more.
  long free() {
    long bytes = 0;
    for (NativeBlock block : blocks) {
      if (block != null) {
        bytes += block.bytes();
        block.free();
      }
    }
    dictionaries.forEach(NativeBlock::free);
    return bytes;
  }
}
