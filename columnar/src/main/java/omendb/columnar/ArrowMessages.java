package omendb.columnar;

import com.google.flatbuffers.FlatBufferBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import omendb.core.Column;
import omendb.core.ColumnType;
import omendb.core.TableSchema;
import omendb.core.TypeKind;
import org.apache.arrow.flatbuf.Block;
import org.apache.arrow.flatbuf.BodyCompression;
import org.apache.arrow.flatbuf.BodyCompressionMethod;
import org.apache.arrow.flatbuf.Buffer;
import org.apache.arrow.flatbuf.CompressionType;
import org.apache.arrow.flatbuf.DictionaryBatch;
import org.apache.arrow.flatbuf.FieldNode;
import org.apache.arrow.flatbuf.Footer;
import org.apache.arrow.flatbuf.KeyValue;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.MetadataVersion;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/// The flatbuffers of Arrow's IPC format that a segment holds: schema, batches, footer.
///
/// Every field says its SQL type in the metadata `omendb.type`. Numbers that are stored with a base
/// are the extension type `omendb.narrow` over a signed integer; the bases of a row group are in
/// the metadata `omendb.base` of its record batch message, one per field, joined by commas.
final class ArrowMessages {
  static final String TYPE_KEY = "omendb.type";
  static final String BASE_KEY = "omendb.base";
  static final String SEGMENT_KEY = "omendb.segment";
  static final String TABLE_KEY = "omendb.table";

  private static final String EXTENSION_NAME = "ARROW:extension:name";
  private static final String EXTENSION_METADATA = "ARROW:extension:metadata";
  private static final int BUILDER_BYTES = 4 * 1024;

  private ArrowMessages() {}

  /// A buffer's place in the body of a message.
  record Span(long offset, long bytes) {}

  /// Rows and NULLs of a column in a batch.
  record Node(long rows, long nulls) {}

  /// A batch's columns and buffers, the length of its body, and whether buffers are compressed.
  record BatchShape(
      long rows, List<Node> nodes, List<Span> spans, long bodyBytes, boolean compressed) {}

  /// Where a message begins, how long its metadata is, prefix included, and its body.
  record MessagePlace(long offset, int metadataBytes, long bodyBytes) {}

  static Schema schema(TableSchema table, long segmentId, List<Field> fields) {
    return new Schema(
        fields,
        Map.of(
            SEGMENT_KEY,
            Long.toString(segmentId),
            TABLE_KEY,
            table.schemaName() + "." + table.name()));
  }

  /// The field of a column that is stored in this way.
  ///
  /// @param number the column's number; also that of its dictionary
  static Field field(Column column, Encoding encoding, int width, int number) {
    ColumnType type = column.type();
    Map<String, String> metadata =
        switch (encoding) {
          case NARROW ->
              Map.of(
                  TYPE_KEY,
                  type.toString(),
                  EXTENSION_NAME,
                  "omendb.narrow",
                  EXTENSION_METADATA,
                  type.toString());
          case UUID ->
              Map.of(
                  TYPE_KEY, type.toString(), EXTENSION_NAME, "arrow.uuid", EXTENSION_METADATA, "");
          case FIXED, PLAIN, DICTIONARY -> Map.of(TYPE_KEY, type.toString());
        };
    DictionaryEncoding dictionary =
        encoding == Encoding.DICTIONARY
            ? new DictionaryEncoding(
                number, type.kind() != TypeKind.CHAR, new ArrowType.Int(8 * width, true))
            : null;
    return new Field(
        column.name(),
        new FieldType(column.nullable(), arrowType(type, encoding, width), dictionary, metadata),
        List.of());
  }

  private static ArrowType arrowType(ColumnType type, Encoding encoding, int width) {
    return switch (encoding) {
      case NARROW -> new ArrowType.Int(8 * width, true);
      case FIXED ->
          switch (width) {
            case 4 -> new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE);
            case 8 -> new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE);
            default -> new ArrowType.Decimal(type.precision(), type.scale(), 8 * width);
          };
      case UUID -> new ArrowType.FixedSizeBinary(width);
      case PLAIN, DICTIONARY ->
          switch (type.kind()) {
            case TEXT, VARCHAR, CHAR, NAME, NUMERIC, JSON, JSONB, JSONPATH, BIT, VARBIT ->
                ArrowType.Utf8.INSTANCE;
            default -> ArrowType.Binary.INSTANCE;
          };
    };
  }

  static byte[] schemaMessage(Schema schema) {
    FlatBufferBuilder builder = new FlatBufferBuilder(BUILDER_BYTES);
    int header = schema.getSchema(builder);
    return message(builder, MessageHeader.Schema, header, 0, 0);
  }

  static byte[] recordBatch(BatchShape shape, List<Long> bases) {
    FlatBufferBuilder builder = new FlatBufferBuilder(BUILDER_BYTES);
    int header = batch(builder, shape);
    List<String> texts = new ArrayList<>();
    bases.forEach(base -> texts.add(Long.toString(base)));
    int key = builder.createString(BASE_KEY);
    int value = builder.createString(String.join(",", texts));
    int pair = KeyValue.createKeyValue(builder, key, value);
    int metadata = Message.createCustomMetadataVector(builder, new int[] {pair});
    return message(builder, MessageHeader.RecordBatch, header, shape.bodyBytes(), metadata);
  }

  static byte[] dictionaryBatch(int id, BatchShape shape) {
    FlatBufferBuilder builder = new FlatBufferBuilder(BUILDER_BYTES);
    int header = DictionaryBatch.createDictionaryBatch(builder, id, batch(builder, shape), false);
    return message(builder, MessageHeader.DictionaryBatch, header, shape.bodyBytes(), 0);
  }

  private static int batch(FlatBufferBuilder builder, BatchShape shape) {
    List<Node> nodes = shape.nodes();
    RecordBatch.startNodesVector(builder, nodes.size());
    for (Node node : nodes.reversed()) {
      FieldNode.createFieldNode(builder, node.rows(), node.nulls());
    }
    int nodeVector = builder.endVector();
    List<Span> spans = shape.spans();
    RecordBatch.startBuffersVector(builder, spans.size());
    for (Span span : spans.reversed()) {
      Buffer.createBuffer(builder, span.offset(), span.bytes());
    }
    int bufferVector = builder.endVector();
    int compression =
        shape.compressed()
            ? BodyCompression.createBodyCompression(
                builder, CompressionType.ZSTD, BodyCompressionMethod.BUFFER)
            : 0;
    RecordBatch.startRecordBatch(builder);
    RecordBatch.addLength(builder, shape.rows());
    RecordBatch.addNodes(builder, nodeVector);
    RecordBatch.addBuffers(builder, bufferVector);
    if (shape.compressed()) {
      RecordBatch.addCompression(builder, compression);
    }
    return RecordBatch.endRecordBatch(builder);
  }

  private static byte[] message(
      FlatBufferBuilder builder, byte headerType, int header, long bodyBytes, int metadata) {
    Message.startMessage(builder);
    Message.addVersion(builder, MetadataVersion.V5);
    Message.addHeaderType(builder, headerType);
    Message.addHeader(builder, header);
    Message.addBodyLength(builder, bodyBytes);
    if (metadata != 0) {
      Message.addCustomMetadata(builder, metadata);
    }
    Message.finishMessageBuffer(builder, Message.endMessage(builder));
    return builder.sizedByteArray();
  }

  static byte[] footer(
      Schema schema, List<MessagePlace> dictionaries, List<MessagePlace> recordBatches) {
    FlatBufferBuilder builder = new FlatBufferBuilder(BUILDER_BYTES);
    int schemaOffset = schema.getSchema(builder);
    Footer.startDictionariesVector(builder, dictionaries.size());
    int dictionaryVector = blocks(builder, dictionaries);
    Footer.startRecordBatchesVector(builder, recordBatches.size());
    int batchVector = blocks(builder, recordBatches);
    Footer.startFooter(builder);
    Footer.addVersion(builder, MetadataVersion.V5);
    Footer.addSchema(builder, schemaOffset);
    Footer.addDictionaries(builder, dictionaryVector);
    Footer.addRecordBatches(builder, batchVector);
    Footer.finishFooterBuffer(builder, Footer.endFooter(builder));
    return builder.sizedByteArray();
  }

  private static int blocks(FlatBufferBuilder builder, List<MessagePlace> places) {
    for (MessagePlace place : places.reversed()) {
      Block.createBlock(builder, place.offset(), place.metadataBytes(), place.bodyBytes());
    }
    return builder.endVector();
  }
}
