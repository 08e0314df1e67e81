package omendb.flight;

import com.google.protobuf.Any;
import com.google.protobuf.Message;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import omendb.engine.Database;
import omendb.engine.RelationDescription;
import omendb.engine.Version;
import org.apache.arrow.flight.FlightDescriptor;
import org.apache.arrow.flight.FlightEndpoint;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.flight.Result;
import org.apache.arrow.flight.Ticket;
import org.apache.arrow.flight.sql.FlightSqlProducer;
import org.apache.arrow.flight.sql.SqlInfoBuilder;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandGetCatalogs;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandGetCrossReference;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandGetDbSchemas;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandGetExportedKeys;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandGetImportedKeys;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandGetPrimaryKeys;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandGetSqlInfo;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandGetTableTypes;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandGetTables;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandGetXdbcTypeInfo;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;

/// The metadata commands: catalogs, schemas, tables, keys, types, and what the server can do.
abstract class MetadataProducer implements FlightSqlProducer {
  private final ClientSessions sessions;
  private final BufferAllocator allocator;
  private final SqlInfoBuilder sqlInfo = SqlInfos.of(Version.OMENDB);

  MetadataProducer(Database database, ClientSessions sessions, BufferAllocator allocator) {
    this.sessions = sessions;
    this.allocator = allocator;
  }

  private List<RelationDescription> relations() {
    return sessions.current().lane(null).run(session -> session.relations());
  }

  private List<String> schemas() {
    return sessions.current().lane(null).run(session -> session.schemas());
  }

  /// One endpoint whose ticket is the command itself.
  private static <T extends Message> FlightInfo info(
      T command, FlightDescriptor descriptor, Schema schema) {
    Ticket ticket = new Ticket(Any.pack(command).toByteArray());
    return FlightInfo.builder(schema, descriptor, List.of(new FlightEndpoint(ticket)))
        .setRecords(-1)
        .setBytes(-1)
        .build();
  }

  /// Sends one record batch.
  private void send(
      Schema schema, ServerStreamListener listener, Consumer<VectorSchemaRoot> filler) {
    try (VectorSchemaRoot root = VectorSchemaRoot.create(schema, allocator)) {
      root.allocateNew();
      filler.accept(root);
      listener.start(root);
      listener.putNext();
      listener.completed();
    } catch (RuntimeException e) {
      listener.error(Errors.of(e));
    }
  }

  /// Answers an action with one packed message.
  static void answer(StreamListener<Result> listener, Supplier<Message> work) {
    try {
      listener.onNext(new Result(Any.pack(work.get()).toByteArray()));
      listener.onCompleted();
    } catch (RuntimeException e) {
      listener.onError(Errors.of(e));
    }
  }

  private static boolean ourCatalog(boolean given, String catalog) {
    return !given || catalog.equals(ArrowTypes.CATALOG);
  }

  @Override
  public FlightInfo getFlightInfoCatalogs(
      CommandGetCatalogs command, CallContext context, FlightDescriptor descriptor) {
    return info(command, descriptor, Schemas.GET_CATALOGS_SCHEMA);
  }

  @Override
  public void getStreamCatalogs(CallContext context, ServerStreamListener listener) {
    send(Schemas.GET_CATALOGS_SCHEMA, listener, root -> MetadataRows.catalogs(root));
  }

  @Override
  public FlightInfo getFlightInfoSchemas(
      CommandGetDbSchemas command, CallContext context, FlightDescriptor descriptor) {
    return info(command, descriptor, Schemas.GET_SCHEMAS_SCHEMA);
  }

  @Override
  public void getStreamSchemas(
      CommandGetDbSchemas command, CallContext context, ServerStreamListener listener) {
    boolean ours = ourCatalog(command.hasCatalog(), command.getCatalog());
    String pattern = command.hasDbSchemaFilterPattern() ? command.getDbSchemaFilterPattern() : "%";
    send(
        Schemas.GET_SCHEMAS_SCHEMA,
        listener,
        root -> MetadataRows.schemas(root, ours ? schemas() : List.of(), pattern));
  }

  @Override
  public FlightInfo getFlightInfoTables(
      CommandGetTables command, CallContext context, FlightDescriptor descriptor) {
    return info(command, descriptor, tablesSchema(command));
  }

  private static Schema tablesSchema(CommandGetTables command) {
    return command.getIncludeSchema()
        ? Schemas.GET_TABLES_SCHEMA
        : Schemas.GET_TABLES_SCHEMA_NO_SCHEMA;
  }

  @Override
  public void getStreamTables(
      CommandGetTables command, CallContext context, ServerStreamListener listener) {
    boolean ours = ourCatalog(command.hasCatalog(), command.getCatalog());
    send(
        tablesSchema(command),
        listener,
        root -> MetadataRows.tables(root, ours ? relations() : List.of(), command));
  }

  @Override
  public FlightInfo getFlightInfoTableTypes(
      CommandGetTableTypes command, CallContext context, FlightDescriptor descriptor) {
    return info(command, descriptor, Schemas.GET_TABLE_TYPES_SCHEMA);
  }

  @Override
  public void getStreamTableTypes(CallContext context, ServerStreamListener listener) {
    send(Schemas.GET_TABLE_TYPES_SCHEMA, listener, MetadataRows::tableTypes);
  }

  @Override
  public FlightInfo getFlightInfoPrimaryKeys(
      CommandGetPrimaryKeys command, CallContext context, FlightDescriptor descriptor) {
    return info(command, descriptor, Schemas.GET_PRIMARY_KEYS_SCHEMA);
  }

  @Override
  public void getStreamPrimaryKeys(
      CommandGetPrimaryKeys command, CallContext context, ServerStreamListener listener) {
    send(
        Schemas.GET_PRIMARY_KEYS_SCHEMA,
        listener,
        root -> MetadataRows.primaryKeys(root, relations(), command));
  }

  @Override
  public FlightInfo getFlightInfoExportedKeys(
      CommandGetExportedKeys command, CallContext context, FlightDescriptor descriptor) {
    return info(command, descriptor, Schemas.GET_EXPORTED_KEYS_SCHEMA);
  }

  @Override
  public FlightInfo getFlightInfoImportedKeys(
      CommandGetImportedKeys command, CallContext context, FlightDescriptor descriptor) {
    return info(command, descriptor, Schemas.GET_IMPORTED_KEYS_SCHEMA);
  }

  @Override
  public FlightInfo getFlightInfoCrossReference(
      CommandGetCrossReference command, CallContext context, FlightDescriptor descriptor) {
    return info(command, descriptor, Schemas.GET_CROSS_REFERENCE_SCHEMA);
  }

  // There are no foreign keys, so these relations are empty.

  @Override
  public void getStreamExportedKeys(
      CommandGetExportedKeys command, CallContext context, ServerStreamListener listener) {
    send(Schemas.GET_EXPORTED_KEYS_SCHEMA, listener, root -> root.setRowCount(0));
  }

  @Override
  public void getStreamImportedKeys(
      CommandGetImportedKeys command, CallContext context, ServerStreamListener listener) {
    send(Schemas.GET_IMPORTED_KEYS_SCHEMA, listener, root -> root.setRowCount(0));
  }

  @Override
  public void getStreamCrossReference(
      CommandGetCrossReference command, CallContext context, ServerStreamListener listener) {
    send(Schemas.GET_CROSS_REFERENCE_SCHEMA, listener, root -> root.setRowCount(0));
  }

  @Override
  public FlightInfo getFlightInfoTypeInfo(
      CommandGetXdbcTypeInfo command, CallContext context, FlightDescriptor descriptor) {
    return info(command, descriptor, Schemas.GET_TYPE_INFO_SCHEMA);
  }

  @Override
  public void getStreamTypeInfo(
      CommandGetXdbcTypeInfo command, CallContext context, ServerStreamListener listener) {
    send(
        Schemas.GET_TYPE_INFO_SCHEMA,
        listener,
        root -> TypeInfoRows.fill(root, command.hasDataType() ? command.getDataType() : null));
  }

  @Override
  public FlightInfo getFlightInfoSqlInfo(
      CommandGetSqlInfo command, CallContext context, FlightDescriptor descriptor) {
    return info(command, descriptor, Schemas.GET_SQL_INFO_SCHEMA);
  }

  @Override
  public void getStreamSqlInfo(
      CommandGetSqlInfo command, CallContext context, ServerStreamListener listener) {
    sqlInfo.send(command.getInfoList(), listener);
  }
}
