package omendb.clients.demo;

import com.google.protobuf.Any;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import omendb.clients.tpch.TpchTable;
import org.apache.arrow.flight.FlightClient;
import org.apache.arrow.flight.FlightClient.ClientStreamListener;
import org.apache.arrow.flight.FlightDescriptor;
import org.apache.arrow.flight.Location;
import org.apache.arrow.flight.PutResult;
import org.apache.arrow.flight.SyncPutListener;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandStatementIngest;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandStatementIngest.TableDefinitionOptions;
import org.apache.arrow.flight.sql.impl.FlightSql.DoPutUpdateResult;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/// Loads generated tables: by COPY over the PostgreSQL wire, or as Arrow batches by Flight SQL
/// ingest.
public final class TableLoader {
  private static final int CHUNK_BYTES = 64 * 1024;
  private static final int BATCH_ROWS = 32 * 1024;

  /// Between two looks at whether the server takes more.
  private static final long READY_NANOS = 100_000;

  private TableLoader() {}

  /// COPY with the delimiter `|`; returns the number of rows.
  public static long copy(Connection connection, TpchTable table, double scale)
      throws SQLException {
    Progress progress = new Progress(table.sqlName(), table.rowCount(scale));
    CopyIn copy =
        connection
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyIn("COPY " + table.sqlName() + " FROM STDIN WITH (DELIMITER '|')");
    try {
      StringBuilder chunk = new StringBuilder();
      long rows = 0;
      for (Iterator<String> lines = table.lines(scale); lines.hasNext(); ) {
        String line = lines.next();
        chunk.append(line, 0, line.length() - 1).append('\n');
        if (chunk.length() > CHUNK_BYTES) {
          send(copy, chunk);
          progress.at(rows);
        }
        rows++;
      }
      send(copy, chunk);
      return copy.endCopy();
    } finally {
      if (copy.isActive()) {
        copy.cancelCopy();
      }
    }
  }

  private static void send(CopyIn copy, StringBuilder chunk) throws SQLException {
    byte[] bytes = chunk.toString().getBytes(StandardCharsets.UTF_8);
    copy.writeToCopy(bytes, 0, bytes.length);
    chunk.setLength(0);
  }

  /// Flight SQL ingest into the existing table; returns the number of rows.
  public static long ingest(
      BufferAllocator allocator, String host, int port, TpchTable table, double scale)
      throws Exception {
    try (Rows rows = new Rows(allocator, table, table.lines(scale), table.rowCount(scale))) {
      return ingest(allocator, host, port, table, rows);
    }
  }

  /// Lines `a|b|c` as record batches of the table's types; for [#ingest].
  ///
  /// @param count how many there are, about
  public static ArrowReader batches(
      BufferAllocator allocator, TpchTable table, Iterator<String> lines, long count) {
    return new Rows(allocator, table, lines, count);
  }

  /// Flight SQL ingest of record batches into the existing table; returns the number of rows.
  public static long ingest(
      BufferAllocator allocator, String host, int port, TpchTable table, ArrowReader rows)
      throws Exception {
    TableDefinitionOptions options =
        TableDefinitionOptions.newBuilder()
            .setIfNotExist(TableDefinitionOptions.TableNotExistOption.TABLE_NOT_EXIST_OPTION_FAIL)
            .setIfExists(TableDefinitionOptions.TableExistsOption.TABLE_EXISTS_OPTION_APPEND)
            .build();
    CommandStatementIngest command =
        CommandStatementIngest.newBuilder()
            .setTableDefinitionOptions(options)
            .setTable(table.sqlName())
            .build();
    try (FlightClient client =
            FlightClient.builder(allocator, Location.forGrpcInsecure(host, port)).build();
        SyncPutListener answers = new SyncPutListener()) {
      ClientStreamListener stream =
          client.startPut(
              FlightDescriptor.command(Any.pack(command).toByteArray()),
              rows.getVectorSchemaRoot(),
              answers);
      while (rows.loadNextBatch()) {
        awaitReady(stream, answers);
        stream.putNext();
      }
      stream.completed();
      return answer(answers);
    }
  }

  /// Waits until the server takes more. Flight's own `executeIngest` does so in a loop that never
  /// sleeps and takes a core from whoever else has work on this machine.
  private static void awaitReady(ClientStreamListener stream, SyncPutListener answers) {
    while (!stream.isReady() && !answers.isCancelled()) {
      LockSupport.parkNanos(READY_NANOS);
    }
  }

  private static long answer(SyncPutListener answers) throws Exception {
    try (PutResult result = answers.read()) {
      if (result == null) {
        answers.getResult();
        throw new IOException("the server did not say how many rows it has taken");
      }
      DoPutUpdateResult update =
          DoPutUpdateResult.parseFrom(result.getApplicationMetadata().nioBuffer());
      answers.getResult();
      return update.getRecordCount();
    }
  }

  /// The generated rows as a stream of record batches.
  private static final class Rows extends ArrowReader {
    private final List<String> columns;
    private final Iterator<String> lines;
    private final Progress progress;
    private long count;

    Rows(BufferAllocator allocator, TpchTable table, Iterator<String> lines, long rows) {
      super(allocator);
      this.columns = table.columns();
      this.lines = lines;
      this.progress = new Progress(table.sqlName(), rows);
    }

    @Override
    public boolean loadNextBatch() throws IOException {
      if (!lines.hasNext()) {
        return false;
      }
      VectorSchemaRoot root = getVectorSchemaRoot();
      root.clear();
      root.allocateNew();
      int row = 0;
      for (; row < BATCH_ROWS && lines.hasNext(); row++) {
        String[] fields = lines.next().split("\\|", -1);
        for (int i = 0; i < columns.size(); i++) {
          put(root.getVector(i), row, fields[i]);
        }
      }
      root.setRowCount(row);
      count += row;
      progress.at(count);
      return true;
    }

    private static void put(FieldVector vector, int row, String text) {
      switch (vector) {
        case IntVector integers -> integers.setSafe(row, Integer.parseInt(text));
        case BigIntVector longs -> longs.setSafe(row, Long.parseLong(text));
        case DateDayVector days -> days.setSafe(row, (int) LocalDate.parse(text).toEpochDay());
        case DecimalVector decimals -> decimals.setSafe(row, new BigDecimal(text).setScale(2));
        case VarCharVector texts -> texts.setSafe(row, text.getBytes(StandardCharsets.UTF_8));
        default -> throw new AssertionError(vector.getField());
      }
    }

    @Override
    public long bytesRead() {
      return 0;
    }

    @Override
    protected void closeReadSource() {}

    @Override
    protected Schema readSchema() {
      List<Field> fields = new ArrayList<>();
      for (String column : columns) {
        String[] words = column.split(" ", 2);
        fields.add(new Field(words[0], FieldType.notNullable(arrow(words[1])), null));
      }
      return new Schema(fields);
    }

    private static ArrowType arrow(String type) {
      return switch (type) {
        case "integer" -> new ArrowType.Int(32, true);
        case "bigint" -> new ArrowType.Int(64, true);
        case "date" -> new ArrowType.Date(DateUnit.DAY);
        case "numeric(15,2)" -> new ArrowType.Decimal(15, 2, 128);
        default -> ArrowType.Utf8.INSTANCE;
      };
    }
  }
}
