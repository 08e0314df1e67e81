package omendb.flight;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.List;
import omendb.core.Batch;
import omendb.core.Column;
import omendb.core.ColumnType;
import omendb.engine.IngestTarget;
import omendb.engine.PreparedStatement;
import omendb.engine.Result;
import omendb.engine.Session;
import omendb.engine.TableWriter;
import org.apache.arrow.flight.FlightProducer.StreamListener;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.PutResult;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandStatementIngest;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandStatementIngest.TableDefinitionOptions;
import org.apache.arrow.flight.sql.impl.FlightSql.DoPutPreparedStatementResult;
import org.apache.arrow.flight.sql.impl.FlightSql.DoPutUpdateResult;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/// DoPut: updates, parameters, bulk ingest.
final class PutHandler {
  private final BufferAllocator allocator;

  PutHandler(BufferAllocator allocator) {
    this.allocator = allocator;
  }

  /// Runs a statement once and ends its implicit transaction.
  static Result runOnce(
      Session session, String sql, List<ColumnType> types, @Nullable Object[] values) {
    try {
      PreparedStatement statement = session.prepare(sql, types);
      SqlProducer.checkParameters(statement, values);
      Result result = session.executeLast(statement, values);
      if (result instanceof Result.CopyIn || result instanceof Result.CopyOut) {
        result.close();
        throw Errors.invalid("COPY moves data over the PostgreSQL protocol; use ingest here");
      }
      session.sync();
      return result;
    } catch (RuntimeException e) {
      session.fail();
      session.sync();
      throw e;
    }
  }

  /// The number of rows in a command tag, -1 when it names none.
  static long affected(Result result) {
    if (result instanceof Result.Command command) {
      String last = command.tag().substring(command.tag().lastIndexOf(' ') + 1);
      return last.chars().allMatch(Character::isDigit) ? Long.parseLong(last) : 0;
    }
    return -1;
  }

  void update(
      ClientSession session,
      @Nullable String transaction,
      String sql,
      StreamListener<PutResult> ack) {
    finish(
        ack,
        () -> {
          Result result =
              session
                  .lane(transaction)
                  .run(engine -> runOnce(engine, sql, List.of(), new Object[0]));
          result.close();
          return updated(affected(result));
        });
  }

  /// Runs a prepared update once for each row of parameters, all or none.
  void updatePrepared(
      ClientSession session, String handle, FlightStream stream, StreamListener<PutResult> ack) {
    finish(
        ack,
        () -> {
          ClientSession.Prepared prepared = session.prepared(handle);
          return session
              .lane(prepared.transactionId)
              .run(engine -> updated(runAll(engine, prepared, rowsOf(engine, prepared, stream))));
        });
  }

  /// The rows of parameters that came with the call, else those bound before, else one of none.
  private static List<@Nullable Object[]> rowsOf(
      Session engine, ClientSession.Prepared prepared, FlightStream stream) {
    List<@Nullable Object[]> rows = parameters(engine, prepared, stream);
    if (rows.isEmpty()) {
      rows.addAll(prepared.bound);
    }
    if (rows.isEmpty()) {
      rows.add(new Object[0]);
    }
    return rows;
  }

  private static long runAll(
      Session engine, ClientSession.Prepared prepared, List<@Nullable Object[]> rows) {
    long count = 0;
    try {
      PreparedStatement statement = engine.prepare(prepared.sql, prepared.parameterTypes);
      for (@Nullable Object[] row : rows) {
        SqlProducer.checkParameters(statement, row);
        try (Result result = engine.execute(statement, row)) {
          count += Math.max(0, affected(result));
        }
      }
      engine.sync();
      return count;
    } catch (RuntimeException e) {
      engine.fail();
      engine.sync();
      throw e;
    }
  }

  void bind(
      ClientSession session, String handle, FlightStream stream, StreamListener<PutResult> ack) {
    finish(
        ack,
        () -> {
          ClientSession.Prepared prepared = session.prepared(handle);
          prepared.bound =
              session
                  .lane(prepared.transactionId)
                  .run(engine -> parameters(engine, prepared, stream));
          return DoPutPreparedStatementResult.newBuilder()
              .setPreparedStatementHandle(ByteString.copyFromUtf8(handle))
              .build();
        });
  }

  /// The rows of parameters in a stream, converted to the statement's types.
  private static List<@Nullable Object[]> parameters(
      Session engine, ClientSession.Prepared prepared, FlightStream stream) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    List<ColumnType> types = new ArrayList<>();
    for (Field field : stream.getSchema().getFields()) {
      types.add(ArrowTypes.fromArrow(field));
    }
    VectorReader reader = new VectorReader(types);
    while (stream.next()) {
      Batch batch = reader.read(stream.getRoot());
      for (int row = 0; row < batch.rowCount; row++) {
        @Nullable Object[] values = new @Nullable Object[types.size()];
        for (int i = 0; i < values.length; i++) {
          Object value = batch.vectors[i].get(row);
          values[i] =
              value == null || i >= prepared.parameterTypes.size()
                  ? value
                  : engine.convert(value, types.get(i), prepared.parameterTypes.get(i));
        }
        rows.add(values);
      }
    }
    return rows;
  }

  void ingest(
      ClientSession session,
      CommandStatementIngest command,
      FlightStream stream,
      StreamListener<PutResult> ack) {
    finish(
        ack,
        () -> {
          List<ColumnType> types = new ArrayList<>();
          List<Column> columns = new ArrayList<>();
          for (Field field : stream.getSchema().getFields()) {
            ColumnType type = ArrowTypes.fromArrow(field);
            types.add(type);
            columns.add(new Column(field.getName(), type, true, null));
          }
          IngestTarget target = target(command, columns);
          String transaction =
              command.hasTransactionId() ? command.getTransactionId().toStringUtf8() : null;
          VectorReader reader = new VectorReader(types);
          return session
              .ingestLane(transaction)
              .run(engine -> updated(ingest(engine, target, reader, stream)));
        });
  }

  private static long ingest(
      Session engine, IngestTarget target, VectorReader reader, FlightStream stream) {
    try {
      long rows;
      try (TableWriter writer = engine.write(target)) {
        while (stream.next()) {
          writer.add(reader.read(stream.getRoot()));
        }
        rows = writer.finish();
      }
      engine.sync();
      return rows;
    } catch (RuntimeException e) {
      engine.fail();
      engine.sync();
      throw e;
    }
  }

  private static IngestTarget target(CommandStatementIngest command, List<Column> columns) {
    TableDefinitionOptions options = command.getTableDefinitionOptions();
    IngestTarget.IfMissing missing =
        switch (options.getIfNotExist()) {
          case TABLE_NOT_EXIST_OPTION_CREATE -> IngestTarget.IfMissing.CREATE;
          case TABLE_NOT_EXIST_OPTION_FAIL -> IngestTarget.IfMissing.FAIL;
          default -> throw Errors.invalid("the ingest must say what to do without the table");
        };
    IngestTarget.IfPresent present =
        switch (options.getIfExists()) {
          case TABLE_EXISTS_OPTION_FAIL -> IngestTarget.IfPresent.FAIL;
          case TABLE_EXISTS_OPTION_APPEND -> IngestTarget.IfPresent.APPEND;
          case TABLE_EXISTS_OPTION_REPLACE -> IngestTarget.IfPresent.REPLACE;
          default -> throw Errors.invalid("the ingest must say what to do with a table there");
        };
    if (command.hasCatalog()
        && !command.getCatalog().isEmpty()
        && !command.getCatalog().equals(ArrowTypes.CATALOG)) {
      throw Errors.notFound("3D000: catalog \"%s\" does not exist", command.getCatalog());
    }
    return new IngestTarget(
        command.hasSchema() && !command.getSchema().isEmpty() ? command.getSchema() : null,
        command.getTable(),
        columns,
        missing,
        present,
        command.getTemporary());
  }

  private static Message updated(long count) {
    return DoPutUpdateResult.newBuilder().setRecordCount(count).build();
  }

  /// Work whose answer is one message of metadata.
  private interface Put {
    Message run();
  }

  private void finish(StreamListener<PutResult> ack, Put put) {
    try {
      byte[] bytes = put.run().toByteArray();
      try (ArrowBuf buffer = allocator.buffer(bytes.length)) {
        buffer.writeBytes(bytes);
        ack.onNext(PutResult.metadata(buffer));
      }
      ack.onCompleted();
    } catch (RuntimeException e) {
      ack.onError(Errors.of(e));
    }
  }
}
