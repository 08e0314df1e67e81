package omendb.flight;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.ExecutorService;
import omendb.core.ColumnType;
import omendb.engine.Database;
import omendb.engine.PreparedStatement;
import omendb.engine.Result;
import omendb.engine.Session;
import org.apache.arrow.flight.CancelFlightInfoRequest;
import org.apache.arrow.flight.CancelStatus;
import org.apache.arrow.flight.Criteria;
import org.apache.arrow.flight.FlightDescriptor;
import org.apache.arrow.flight.FlightEndpoint;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.PutResult;
import org.apache.arrow.flight.SchemaResult;
import org.apache.arrow.flight.Ticket;
import org.apache.arrow.flight.sql.CancelResult;
import org.apache.arrow.flight.sql.impl.FlightSql.ActionBeginTransactionRequest;
import org.apache.arrow.flight.sql.impl.FlightSql.ActionBeginTransactionResult;
import org.apache.arrow.flight.sql.impl.FlightSql.ActionClosePreparedStatementRequest;
import org.apache.arrow.flight.sql.impl.FlightSql.ActionCreatePreparedStatementRequest;
import org.apache.arrow.flight.sql.impl.FlightSql.ActionCreatePreparedStatementResult;
import org.apache.arrow.flight.sql.impl.FlightSql.ActionEndTransactionRequest;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandPreparedStatementQuery;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandPreparedStatementUpdate;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandStatementIngest;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandStatementQuery;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandStatementUpdate;
import org.apache.arrow.flight.sql.impl.FlightSql.TicketStatementQuery;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.WriteChannel;
import org.apache.arrow.vector.ipc.message.MessageSerializer;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/// The commands of Flight SQL (FlightSql.proto) as calls on sessions. Statements that are not
/// queries run exactly once, in GetFlightInfo when they come by the query route.
final class SqlProducer extends MetadataProducer {
  private final ClientSessions sessions;
  private final RowStream rows;
  private final PutHandler puts;

  SqlProducer(
      Database database,
      ClientSessions sessions,
      FlightOptions options,
      ExecutorService workers,
      BufferAllocator allocator) {
    super(database, sessions, allocator);
    this.sessions = sessions;
    this.rows = new RowStream(workers, allocator, options.batchRows());
    this.puts = new PutHandler(allocator);
  }

  private ClientSession session() {
    return sessions.current();
  }

  private static @Nullable String id(boolean present, ByteString id) {
    return present && !id.isEmpty() ? id.toStringUtf8() : null;
  }

  // Queries

  @Override
  public FlightInfo getFlightInfoStatement(
      CommandStatementQuery command, CallContext context, FlightDescriptor descriptor) {
    String transaction = id(command.hasTransactionId(), command.getTransactionId());
    return run(session(), transaction, command.getQuery(), List.of(), descriptor);
  }

  @Override
  public FlightInfo getFlightInfoPreparedStatement(
      CommandPreparedStatementQuery command, CallContext context, FlightDescriptor descriptor) {
    ClientSession session = session();
    ClientSession.Prepared prepared =
        session.prepared(command.getPreparedStatementHandle().toStringUtf8());
    return run(
        session,
        prepared.transactionId,
        prepared.sql,
        prepared.parameterTypes,
        descriptor,
        prepared.bound.isEmpty() ? new Object[0] : prepared.bound.getFirst());
  }

  private FlightInfo run(
      ClientSession session,
      @Nullable String transaction,
      String sql,
      List<ColumnType> types,
      FlightDescriptor descriptor,
      @Nullable Object... values) {
    try {
      ClientSession.Lane lane = session.lane(transaction);
      Schema schema =
          lane.run(engine -> {
            PreparedStatement statement = engine.prepare(sql, types);
            checkParameters(statement, values);
            return statement.columns().isEmpty() || !statement.isQuery()
                ? new Schema(List.of())
                : ArrowTypes.schema(statement.columns());
          });
      if (schema.getFields().isEmpty()) {
        return runOther(session, lane, sql, types, descriptor, values);
      }
      String handle = session.startQuery(transaction, sql, types, values);
      return FlightInfo.builder(schema, descriptor, List.of(endpoint(handle)))
          .setRecords(-1)
          .setBytes(-1)
          .setOrdered(true)
          .build();
    } catch (RuntimeException e) {
      throw Errors.of(e);
    }
  }

  /// A statement that is not a query: it runs now. RETURNING and the like keep their rows.
  private FlightInfo runOther(
      ClientSession session,
      ClientSession.Lane lane,
      String sql,
      List<ColumnType> types,
      FlightDescriptor descriptor,
      @Nullable Object[] values) {
    Result result = lane.run(engine -> PutHandler.runOnce(engine, sql, types, values));
    if (result instanceof Result.Rows found) {
      String handle = session.keepResult(lane, found);
      return FlightInfo.builder(
              ArrowTypes.schema(found.columns()), descriptor, List.of(endpoint(handle)))
          .setRecords(-1)
          .setBytes(-1)
          .build();
    }
    return FlightInfo.builder(new Schema(List.of()), descriptor, List.of())
        .setRecords(PutHandler.affected(result))
        .setBytes(-1)
        .build();
  }

  static void checkParameters(PreparedStatement statement, @Nullable Object[] values) {
    int expected = statement.parameterTypes().size();
    if (values.length != expected) {
      throw Errors.invalid(
          "08P01: the statement requires %d parameters, %d are bound", expected, values.length);
    }
  }

  private static FlightEndpoint endpoint(String handle) {
    TicketStatementQuery ticket =
        TicketStatementQuery.newBuilder()
            .setStatementHandle(ByteString.copyFromUtf8(handle))
            .build();
    return new FlightEndpoint(new Ticket(Any.pack(ticket).toByteArray()));
  }

  @Override
  public SchemaResult getSchemaStatement(
      CommandStatementQuery command, CallContext context, FlightDescriptor descriptor) {
    String transaction = id(command.hasTransactionId(), command.getTransactionId());
    return schema(session(), transaction, command.getQuery(), List.of());
  }

  @Override
  public SchemaResult getSchemaPreparedStatement(
      CommandPreparedStatementQuery command, CallContext context, FlightDescriptor descriptor) {
    ClientSession session = session();
    ClientSession.Prepared prepared =
        session.prepared(command.getPreparedStatementHandle().toStringUtf8());
    return schema(session, prepared.transactionId, prepared.sql, prepared.parameterTypes);
  }

  private static SchemaResult schema(
      ClientSession session, @Nullable String transaction, String sql, List<ColumnType> types) {
    try {
      return session
          .lane(transaction)
          .run(engine -> new SchemaResult(ArrowTypes.schema(engine.prepare(sql, types).columns())));
    } catch (RuntimeException e) {
      throw Errors.of(e);
    }
  }

  @Override
  public void getStreamStatement(
      TicketStatementQuery ticket, CallContext context, ServerStreamListener listener) {
    String handle = ticket.getStatementHandle().toStringUtf8();
    rows.send(session().takeResult(handle), listener);
  }

  @Override
  public void getStreamPreparedStatement(
      CommandPreparedStatementQuery command, CallContext context, ServerStreamListener listener) {
    listener.error(Errors.invalid("fetch the ticket that GetFlightInfo returned"));
  }

  // Prepared statements

  @Override
  public void createPreparedStatement(
      ActionCreatePreparedStatementRequest request,
      CallContext context,
      StreamListener<org.apache.arrow.flight.Result> listener) {
    answer(
        listener,
        () -> {
          ClientSession session = session();
          String transaction = id(request.hasTransactionId(), request.getTransactionId());
          return session
              .lane(transaction)
              .run(engine -> prepare(session, engine, request, transaction));
        });
  }

  private static Message prepare(
      ClientSession session,
      Session engine,
      ActionCreatePreparedStatementRequest request,
      @Nullable String transaction) {
    PreparedStatement statement = engine.prepare(request.getQuery(), List.of());
    List<ColumnType> types = statement.parameterTypes();
    String handle =
        session.addPrepared(new ClientSession.Prepared(request.getQuery(), transaction, types));
    ActionCreatePreparedStatementResult.Builder result =
        ActionCreatePreparedStatementResult.newBuilder()
            .setPreparedStatementHandle(ByteString.copyFromUtf8(handle));
    if (!statement.columns().isEmpty()) {
      result.setDatasetSchema(serialized(ArrowTypes.schema(statement.columns())));
    }
    if (!types.isEmpty()) {
      result.setParameterSchema(serialized(ArrowTypes.parameterSchema(types)));
    }
    return result.build();
  }

  private static ByteString serialized(Schema schema) {
    java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
    try (WriteChannel channel = new WriteChannel(java.nio.channels.Channels.newChannel(bytes))) {
      MessageSerializer.serialize(channel, schema);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return ByteString.copyFrom(bytes.toByteArray());
  }

  @Override
  public void closePreparedStatement(
      ActionClosePreparedStatementRequest request,
      CallContext context,
      StreamListener<org.apache.arrow.flight.Result> listener) {
    session().closePrepared(request.getPreparedStatementHandle().toStringUtf8());
    listener.onCompleted();
  }

  // Transactions and cancellation

  @Override
  public void beginTransaction(
      ActionBeginTransactionRequest request,
      CallContext context,
      StreamListener<ActionBeginTransactionResult> listener) {
    try {
      String id = session().begin();
      listener.onNext(
          ActionBeginTransactionResult.newBuilder()
              .setTransactionId(ByteString.copyFromUtf8(id))
              .build());
      listener.onCompleted();
    } catch (RuntimeException e) {
      listener.onError(Errors.of(e));
    }
  }

  @Override
  public void endTransaction(
      ActionEndTransactionRequest request,
      CallContext context,
      StreamListener<org.apache.arrow.flight.Result> listener) {
    try {
      boolean commit =
          switch (request.getAction()) {
            case END_TRANSACTION_COMMIT -> true;
            case END_TRANSACTION_ROLLBACK -> false;
            default -> throw Errors.invalid("the transaction must end by COMMIT or ROLLBACK");
          };
      session().end(request.getTransactionId().toStringUtf8(), commit);
      listener.onCompleted();
    } catch (RuntimeException e) {
      listener.onError(Errors.of(e));
    }
  }

  @Override
  public void cancelFlightInfo(
      CancelFlightInfoRequest request, CallContext context, StreamListener<CancelStatus> listener) {
    listener.onNext(cancel(request.getInfo(), context));
    listener.onCompleted();
  }

  @Override
  public void cancelQuery(
      FlightInfo info, CallContext context, StreamListener<CancelResult> listener) {
    listener.onNext(
        cancel(info, context) == CancelStatus.CANCELLED
            ? CancelResult.CANCELLED
            : CancelResult.NOT_CANCELLABLE);
    listener.onCompleted();
  }

  private CancelStatus cancel(FlightInfo info, CallContext context) {
    boolean cancelled = false;
    for (FlightEndpoint endpoint : info.getEndpoints()) {
      try {
        TicketStatementQuery ticket =
            Any.parseFrom(ByteBuffer.wrap(endpoint.getTicket().getBytes()))
                .unpack(TicketStatementQuery.class);
        cancelled |= session().cancelResult(ticket.getStatementHandle().toStringUtf8());
      } catch (com.google.protobuf.InvalidProtocolBufferException e) {
        throw Errors.invalid("the ticket is not one of ours");
      }
    }
    return cancelled ? CancelStatus.CANCELLED : CancelStatus.NOT_CANCELLABLE;
  }

  // Puts

  @Override
  public Runnable acceptPutStatement(
      CommandStatementUpdate command,
      CallContext context,
      FlightStream stream,
      StreamListener<PutResult> ack) {
    String transaction = id(command.hasTransactionId(), command.getTransactionId());
    return () -> puts.update(session(), transaction, command.getQuery(), ack);
  }

  @Override
  public Runnable acceptPutPreparedStatementUpdate(
      CommandPreparedStatementUpdate command,
      CallContext context,
      FlightStream stream,
      StreamListener<PutResult> ack) {
    String handle = command.getPreparedStatementHandle().toStringUtf8();
    return () -> puts.updatePrepared(session(), handle, stream, ack);
  }

  @Override
  public Runnable acceptPutPreparedStatementQuery(
      CommandPreparedStatementQuery command,
      CallContext context,
      FlightStream stream,
      StreamListener<PutResult> ack) {
    String handle = command.getPreparedStatementHandle().toStringUtf8();
    return () -> puts.bind(session(), handle, stream, ack);
  }

  @Override
  public Runnable acceptPutStatementBulkIngest(
      CommandStatementIngest command,
      CallContext context,
      FlightStream stream,
      StreamListener<PutResult> ack) {
    return () -> puts.ingest(session(), command, stream, ack);
  }

  @Override
  public void listFlights(
      CallContext context, Criteria criteria, StreamListener<FlightInfo> listener) {
    listener.onCompleted();
  }

  @Override
  public void close() {}
}
