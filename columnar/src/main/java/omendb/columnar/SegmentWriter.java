package omendb.columnar;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import omendb.alex.PiecewiseLinearModel;
import omendb.columnar.ArrowMessages.BatchShape;
import omendb.columnar.ArrowMessages.MessagePlace;
import omendb.columnar.ArrowMessages.Node;
import omendb.columnar.ArrowMessages.Span;
import omendb.columnar.SegmentDescriptor.Trailer;
import omendb.columnar.SegmentDirectory.ChunkEntry;
import omendb.columnar.SegmentDirectory.ColumnEntry;
import omendb.columnar.SegmentDirectory.DictionaryEntry;
import omendb.columnar.SegmentDirectory.Place;
import omendb.core.Column;
import omendb.core.ColumnType;
import omendb.core.KeyCodec;
import omendb.core.RowLayout;
import omendb.core.SqlState;
import omendb.core.TableSchema;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/// Writes one segment file. Rows come in strictly ascending key order; nothing of the file is valid
/// before [#finish]. Not thread-safe.
///
/// The encoded row groups wait in native memory until the end, because the width of a column's
/// numbers and whether it has a dictionary are the same in the whole file and depend on all rows.
public final class SegmentWriter implements AutoCloseable {
  private static final byte[] NO_KEY = {};

  private final Path file;
  private final TableSchema schema;
  private final long segmentId;
  private final SegmentOptions options;
  private final RowLayout layout;
  private final Arena arena = Arena.ofShared();
  private final List<ColumnBuilder> builders = new ArrayList<>();
  private final @Nullable LongBuilder hiddenKey;
  private final List<Integer> groupStarts = new ArrayList<>(List.of(0));
  private long[] prefixes = new long[1024];
  private int rows;
  private int groupRows;
  private long builtBytes;
  private long stagedBytes;
  private byte[] minKey = NO_KEY;
  private byte[] maxKey = NO_KEY;
  private State state = State.OPEN;

  private enum State {
    OPEN,
    FINISHING,
    FINISHED,
    CLOSED
  }

  /// @param schema the table; its `RowLayout` is that of the rows
  public SegmentWriter(Path file, TableSchema schema, long segmentId, SegmentOptions options) {
    this.file = file;
    this.schema = schema;
    this.segmentId = segmentId;
    this.options = options;
    this.layout = RowLayout.of(schema);
    for (Column column : schema.columns()) {
      builders.add(ColumnBuilder.of(column.type(), options, arena));
    }
    this.hiddenKey = schema.hiddenKey() ? new LongBuilder(ColumnType.BIGINT, options, arena) : null;
    if (hiddenKey != null) {
      builders.add(hiddenKey);
    }
  }

  /// Appends the row at this address with its encoded key.
  public void add(long rowAddress, byte[] key) {
    require(State.OPEN);
    if (rows == 0) {
      minKey = key.clone();
    } else if (Arrays.compareUnsigned(maxKey, key) >= 0) {
      throw SqlState.INTERNAL_ERROR.error("rows of segment %s are not in key order", file);
    }
    remember(key);
    if (rows == prefixes.length) {
      prefixes = Arrays.copyOf(prefixes, 2 * rows);
    }
    long prefix = KeyCodec.prefix(key);
    prefixes[rows++] = prefix;
    groupRows++;
    boolean full = groupRows == options.rowGroupRows();
    long staged = 0;
    for (int i = 0; i < layout.columnCount(); i++) {
      ColumnBuilder builder = builders.get(i);
      builder.add(layout, rowAddress, i);
      long columnBytes = builder.stagedBytes();
      full |= columnBytes >= options.rowGroupBytesMax();
      staged += columnBytes;
    }
    stagedBytes = staged;
    if (hiddenKey != null) {
      hiddenKey.add(prefix);
    }
    if (full) {
      seal();
    }
  }

  /// Copies the key, because the caller may use the array again.
  private void remember(byte[] key) {
    if (maxKey.length == key.length) {
      System.arraycopy(key, 0, maxKey, 0, key.length);
    } else {
      maxKey = key.clone();
    }
  }

  private void seal() {
    builders.forEach(ColumnBuilder::seal);
    groupStarts.add(rows);
    groupRows = 0;
    stagedBytes = 0;
    builtBytes = builders.stream().mapToLong(ColumnBuilder::builtBytes).sum();
  }

  /// Rows added so far.
  public int rowCount() {
    return rows;
  }

  /// Memory held until [#close]; about the size of the file. Whoever fills the writer cuts segments
  /// by this.
  public long bufferedBytes() {
    return builtBytes + stagedBytes;
  }

  /// Writes the file and forces it to disk; the caller renames it and forces the folder.
  public SegmentSummary finish() {
    require(State.OPEN);
    state = State.FINISHING;
    if (groupRows > 0) {
      seal();
    }
    try (SegmentOutput out = new SegmentOutput(file)) {
      SegmentSummary summary = write(out);
      out.force();
      state = State.FINISHED;
      return summary;
    }
  }

  private SegmentSummary write(SegmentOutput out) {
    Schema arrowSchema = arrowSchema();
    out.write(SegmentDescriptor.head());
    out.writeMessage(ArrowMessages.schemaMessage(arrowSchema));
    List<MessagePlace> dictionaries = new ArrayList<>();
    List<MessagePlace> batches = new ArrayList<>();
    List<@Nullable DictionaryEntry> dictionaryEntries = new ArrayList<>();
    List<List<ChunkEntry>> chunks = new ArrayList<>();
    for (int i = 0; i < builders.size(); i++) {
      dictionaryEntries.add(writeDictionary(out, i, dictionaries));
      chunks.add(new ArrayList<>());
    }
    for (int group = 0; group < groupStarts.size() - 1; group++) {
      writeRowGroup(out, group, batches, chunks);
    }
    out.write(ByteBuffer.allocate(8).putInt(0, SegmentDescriptor.CONTINUATION));
    out.pad();
    SegmentDirectory directory = directory(dictionaryEntries, chunks);
    byte[] footer = ArrowMessages.footer(arrowSchema, dictionaries, batches);
    byte[] hash = writeEnd(out, DirectoryWriter.encode(directory), footer);
    return directory.summary(out.position(), HexFormat.of().formatHex(hash));
  }

  private Schema arrowSchema() {
    List<Field> fields = new ArrayList<>();
    for (int i = 0; i < builders.size(); i++) {
      ColumnBuilder builder = builders.get(i);
      fields.add(ArrowMessages.field(column(i), builder.encoding(), builder.width(), i));
    }
    return ArrowMessages.schema(schema, segmentId, fields);
  }

  private Column column(int index) {
    return index < schema.columns().size()
        ? schema.columns().get(index)
        : new Column(SegmentDescriptor.HIDDEN_KEY, ColumnType.BIGINT, false, null);
  }

  private @Nullable DictionaryEntry writeDictionary(
      SegmentOutput out, int column, List<MessagePlace> places) {
    DictionaryBuilder dictionary = builders.get(column).dictionary();
    if (dictionary == null) {
      return null;
    }
    try (Arena scratch = Arena.ofConfined()) {
      int[] codes = dictionary.sortedCodes();
      MemorySegment offsets = stored(dictionary.offsets(codes, scratch), scratch);
      MemorySegment values = stored(dictionary.values(codes, scratch), scratch);
      Body body = new Body(compressed());
      body.add(codes.length, 0, List.of(BuiltChunk.NOTHING, offsets, values));
      long at = out.position();
      BatchShape shape = body.shape(codes.length);
      int metadataBytes = out.writeMessage(ArrowMessages.dictionaryBatch(column, shape));
      places.add(new MessagePlace(at, metadataBytes, shape.bodyBytes()));
      return new DictionaryEntry(codes.length, out.writeBuffer(offsets), out.writeBuffer(values));
    }
  }

  private boolean compressed() {
    return options.zstdLevel() > 0;
  }

  private BuiltChunk stored(BuiltChunk chunk, Arena scratch) {
    return compressed()
        ? chunk.with(
            stored(chunk.validity(), scratch),
            stored(chunk.offsets(), scratch),
            stored(chunk.values(), scratch))
        : chunk;
  }

  /// A buffer as it lies in the file.
  private MemorySegment stored(MemorySegment buffer, Arena scratch) {
    return compressed() ? CompressedBuffer.compress(buffer, options.zstdLevel(), scratch) : buffer;
  }

  private void writeRowGroup(
      SegmentOutput out, int group, List<MessagePlace> places, List<List<ChunkEntry>> entries) {
    try (Arena scratch = Arena.ofConfined()) {
      Body body = new Body(compressed());
      List<Long> bases = new ArrayList<>();
      List<BuiltChunk> chunks = new ArrayList<>();
      for (ColumnBuilder builder : builders) {
        BuiltChunk chunk = stored(builder.chunk(group, scratch), scratch);
        List<MemorySegment> buffers =
            builder.encoding() == Encoding.PLAIN
                ? List.of(chunk.validity(), chunk.offsets(), chunk.values())
                : List.of(chunk.validity(), chunk.values());
        body.add(chunk.rows(), chunk.zoneMap().nullCount(), buffers);
        bases.add(chunk.base());
        chunks.add(chunk);
      }
      long at = out.position();
      BatchShape shape = body.shape(groupStarts.get(group + 1) - groupStarts.get(group));
      int metadataBytes = out.writeMessage(ArrowMessages.recordBatch(shape, bases));
      places.add(new MessagePlace(at, metadataBytes, shape.bodyBytes()));
      for (int i = 0; i < chunks.size(); i++) {
        BuiltChunk chunk = chunks.get(i);
        Place validity = out.writeBuffer(chunk.validity());
        Place offsets = out.writeBuffer(chunk.offsets());
        Place values = out.writeBuffer(chunk.values());
        entries
            .get(i)
            .add(new ChunkEntry(chunk.base(), validity, offsets, values, chunk.zoneMap()));
      }
    }
  }

  private SegmentDirectory directory(
      List<@Nullable DictionaryEntry> dictionaries, List<List<ChunkEntry>> chunks) {
    List<ColumnEntry> columns = new ArrayList<>();
    for (int i = 0; i < builders.size(); i++) {
      ColumnBuilder builder = builders.get(i);
      columns.add(
          new ColumnEntry(
              column(i),
              builder.encoding(),
              builder.width(),
              compressed(),
              dictionaries.get(i),
              builder.zoneMap(),
              builder.sketch,
              chunks.get(i)));
    }
    return new SegmentDirectory(
        segmentId,
        schema,
        groupStarts.stream().mapToInt(Integer::intValue).toArray(),
        columns,
        minKey,
        maxKey,
        PiecewiseLinearModel.build(prefixes, rows, options.modelErrorMax()));
  }

  /// Writes all that follows the last batch; returns the hash of what precedes the trailer.
  private byte[] writeEnd(SegmentOutput out, byte[] directory, byte[] footer) {
    long directoryAt = out.position();
    out.write(directory);
    out.pad();
    byte[] hash = out.hash();
    byte[] end = SegmentDescriptor.end(footer.length);
    Trailer trailer =
        new Trailer(
            compressed() ? SegmentDescriptor.VERSION_COMPRESSED : SegmentDescriptor.VERSION,
            directoryAt,
            directory.length,
            Checksums.crc(directory, 0, directory.length),
            footer.length,
            Checksums.crc(footer, 0, footer.length),
            hash);
    out.write(trailer.encode());
    out.write(footer);
    out.write(end);
    return hash;
  }

  private void require(State expected) {
    if (state != expected) {
      throw new IllegalStateException("segment writer is " + state);
    }
  }

  /// Frees the memory; deletes the file when [#finish] did not succeed.
  @Override
  public void close() {
    if (state == State.CLOSED) {
      return;
    }
    boolean partial = state == State.FINISHING;
    state = State.CLOSED;
    arena.close();
    if (partial) {
      SegmentOutput.delete(file);
    }
  }

  /// Lays the buffers of a message's body out.
  private static final class Body {
    private final List<Node> nodes = new ArrayList<>();
    private final List<Span> spans = new ArrayList<>();
    private final boolean compressed;
    private long bytes;

    Body(boolean compressed) {
      this.compressed = compressed;
    }

    void add(long nodeRows, long nulls, List<MemorySegment> buffers) {
      nodes.add(new Node(nodeRows, nulls));
      for (MemorySegment buffer : buffers) {
        spans.add(new Span(bytes, buffer.byteSize()));
        bytes += SegmentDescriptor.align(buffer.byteSize());
      }
    }

    BatchShape shape(long batchRows) {
      return new BatchShape(batchRows, nodes, spans, bytes, compressed);
    }
  }
}
