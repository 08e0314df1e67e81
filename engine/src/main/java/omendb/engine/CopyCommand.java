package omendb.engine;

import java.util.ArrayList;
import java.util.List;
import omendb.core.Batch;
import omendb.core.Column;
import omendb.core.OmenException;
import omendb.core.RowBuilder;
import omendb.core.SqlState;
import omendb.core.TableSchema;
import omendb.core.text.TypeText;
import omendb.engine.copy.CopyFormat;
import omendb.engine.copy.FieldParser;
import omendb.engine.copy.LineFields;
import omendb.engine.copy.LineReader;
import omendb.engine.copy.LineWriter;
import omendb.engine.definition.Privilege;
import omendb.planner.ast.Control;
import omendb.planner.ast.FromItem;
import omendb.planner.ast.Node;
import omendb.planner.ast.Query;
import org.jspecify.annotations.Nullable;

/// COPY FROM STDIN and TO STDOUT.
final class CopyCommand {
  private final Session session;

  CopyCommand(Session session) {
    this.session = session;
  }

  Result run(Control.Copy copy, String sql) {
    if (copy.end().kind() != Control.CopyEndKind.CLIENT) {
      throw SqlState.FEATURE_NOT_SUPPORTED
          .error("COPY with a file or a program on the server is not supported")
          .withHint("COPY FROM STDIN and COPY TO STDOUT work, as does psql's \\copy.")
          .at(copy.pos());
    }
    CopyFormat format = CopyFormat.of(copy.options(), copy.from());
    if (!copy.from()) {
      return copyOut(copy, format, sql);
    }
    if (copy.where() != null) {
      throw DdlCommands.unsupported("COPY FROM with WHERE", copy.where().pos());
    }
    session.transaction().requireWritable("COPY FROM");
    omendb.planner.ast.Name name = java.util.Objects.requireNonNull(copy.table());
    TableSchema table = new DdlCommands(session).requireTable(name);
    List<String> given = new GeneratedColumns(session).copied(table, copy.columns());
    int[] columns = columns(table, given);
    StatementRights.requireColumns(session, table, Privilege.INSERT, columns);
    PolicyCommands.requireNone(session, table, "COPY FROM");
    return new Incoming(session, table, columns, format);
  }

  private static int[] columns(TableSchema table, List<String> names) {
    if (names.isEmpty()) {
      return java.util.stream.IntStream.range(0, table.columns().size()).toArray();
    }
    int[] columns = new int[names.size()];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = table.columnIndex(names.get(i));
      if (columns[i] < 0) {
        throw SqlState.UNDEFINED_COLUMN.error(
            "column \"%s\" of relation \"%s\" does not exist", names.get(i), table.name());
      }
      for (int j = 0; j < i; j++) {
        if (columns[j] == columns[i]) {
          throw SqlState.DUPLICATE_COLUMN.error(
              "column \"%s\" specified more than once", names.get(i));
        }
      }
    }
    return columns;
  }

  private Result copyOut(Control.Copy copy, CopyFormat format, String sql) {
    if (copy.query() != null && !(copy.query() instanceof Query)) {
      throw DdlCommands.unsupported("COPY of a statement other than a query", copy.pos());
    }
    Query query = copy.query() instanceof Query given ? given : selectOf(copy);
    PreparedStatement source = new PreparedStatement(session, query, sql, List.of());
    Result rows = new QueryRunner(session).query(source.plan());
    return new Outgoing(session, (Result.Rows) rows, format);
  }

  /// `SELECT columns FROM table` for a COPY that names a table.
  private Query selectOf(Control.Copy copy) {
    omendb.planner.ast.Name name = java.util.Objects.requireNonNull(copy.table());
    TableSchema table = new DdlCommands(session).findTable(name);
    List<String> columns =
        table == null
            ? copy.columns()
            : new GeneratedColumns(session).copied(table, copy.columns());
    List<Query.SelectItem> items = new ArrayList<>();
    if (columns.isEmpty()) {
      items.add(new Query.SelectItem(new Node.Star(List.of(), copy.pos()), null, copy.pos()));
    }
    for (String column : columns) {
      items.add(
          new Query.SelectItem(new Node.ColumnRef(List.of(column), copy.pos()), null, copy.pos()));
    }
    return Query.of(
        new Query.Select(
            Query.Distinct.NO,
            items,
            null,
            List.of(new FromItem.Table(name, false, null, null, copy.pos())),
            null,
            null,
            null,
            List.of(),
            copy.pos()));
  }

  /// Lines on their way into a table.
  private static final class Incoming implements Result.CopyIn {
    private final Session session;
    private final TableSchema table;
    private final int[] columns;
    private final LineReader reader;
    private final RowLoader loader;
    private final DefaultValues defaults;
    private final boolean binary;

    /// Takes the fields of lines unboxed; null where a rule asks for values, or the fields come in
    /// another order than the columns.
    private final @Nullable RowBuilder builder;

    Incoming(Session session, TableSchema table, int[] columns, CopyFormat format) {
      this.session = session;
      this.table = table;
      this.columns = columns;
      this.binary = format.binary();
      List<String> names = new ArrayList<>();
      for (int column : columns) {
        names.add(table.columns().get(column).name());
      }
      this.defaults = new DefaultValues(session, table, columns);
      this.reader = new LineReader(format, names, this::line);
      this.loader = new RowLoader(session, table);
      boolean ascending =
          java.util.stream.IntStream.range(1, columns.length)
              .allMatch(i -> columns[i - 1] < columns[i]);
      this.builder = ascending && loader.onlyNotNull() ? loader.builder() : null;
    }

    @Override
    public List<Column> columns() {
      return java.util.Arrays.stream(columns).mapToObj(table.columns()::get).toList();
    }

    @Override
    public String table() {
      return table.name();
    }

    @Override
    public boolean binary() {
      return binary;
    }

    @Override
    public void row(@Nullable Object[] values) {
      session.guarded(() -> {
        session.context().checkCancelled();
        @Nullable Object[] row = new @Nullable Object[table.columns().size()];
        defaults.fill(row);
        for (int i = 0; i < columns.length; i++) {
          row[columns[i]] = values[i];
        }
        loader.add(row);
        return null;
      });
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      session.guarded(() -> {
        session.context().checkCancelled();
        reader.write(bytes, offset, length);
        return null;
      });
    }

    private void line(LineFields fields, long lineNumber) {
      RowBuilder direct = builder;
      if (direct != null) {
        direct.begin();
        if (!defaults.isEmpty()) {
          putDefaults(direct, fields, lineNumber);
        } else {
          for (int i = 0; i < columns.length; i++) {
            put(direct, fields, i, lineNumber);
          }
        }
        loader.add(direct);
        return;
      }
      @Nullable Object[] row = new @Nullable Object[table.columns().size()];
      defaults.fill(row);
      for (int i = 0; i < columns.length; i++) {
        row[columns[i]] = parsed(fields, i, lineNumber);
      }
      loader.add(row);
    }

    private void put(RowBuilder row, LineFields fields, int field, long lineNumber) {
      int column = columns[field];
      if (!fields.isNull(field)
          && !FieldParser.put(fields, field, table.columns().get(column).type(), column, row)) {
        row.put(column, parsed(fields, field, lineNumber));
      }
    }

    /// Puts the line's fields and what columns without one have instead, in the table's order.
    private void putDefaults(RowBuilder into, LineFields fields, long lineNumber) {
      @Nullable Object[] row = new @Nullable Object[table.columns().size()];
      defaults.fill(row);
      int field = 0;
      for (int column = 0; column < row.length; column++) {
        if (field < columns.length && columns[field] == column) {
          put(into, fields, field, lineNumber);
          field++;
        } else {
          into.put(column, row[column]);
        }
      }
    }

    private @Nullable Object parsed(LineFields fields, int field, long lineNumber) {
      Column column = table.columns().get(columns[field]);
      String text = fields.text(field);
      try {
        return text == null ? null : TypeText.parse(column.type(), text, session.context().text());
      } catch (OmenException e) {
        throw e.within(
            "COPY %s, line %d, column %s: \"%s\"",
            table.name(), lineNumber, column.name(), abbreviated(text));
      }
    }

    private static String abbreviated(@Nullable String field) {
      return field == null || field.length() <= 100
          ? String.valueOf(field)
          : field.substring(0, 100) + "...";
    }

    @Override
    public String finish() {
      return session.guarded(() -> {
        if (!binary) {
          reader.finish();
        }
        return "COPY " + loader.finish();
      });
    }

    @Override
    public void abort(String message) {
      session.guarded(() -> {
        throw SqlState.QUERY_CANCELED.error("COPY from stdin failed: %s", message);
      });
    }

    @Override
    public void close() {
      if (builder != null) {
        builder.close();
      }
      loader.close();
    }
  }

  /// A query's rows on their way out as lines.
  private static final class Outgoing implements Result.CopyOut {
    private static final int PIECE_BYTES = 64 * 1024;

    private final Session session;
    private final Result.Rows rows;
    private final LineWriter writer;
    private final boolean binary;
    private boolean headerWritten;
    private boolean ended;
    private long count;

    Outgoing(Session session, Result.Rows rows, CopyFormat format) {
      this.session = session;
      this.rows = rows;
      this.binary = format.binary();
      this.writer =
          new LineWriter(format, rows.columns().stream().map(ResultColumn::name).toList());
    }

    @Override
    public int columnCount() {
      return rows.columns().size();
    }

    @Override
    public boolean binary() {
      return binary;
    }

    @Override
    public @Nullable Batch rows() {
      Batch batch = rows.next();
      count += batch == null ? 0 : batch.rowCount;
      return batch;
    }

    @Override
    public byte @Nullable [] next() {
      if (!headerWritten) {
        headerWritten = true;
        writer.header(rows.columns().stream().map(ResultColumn::name).toList());
      }
      while (!ended && writer.size() < PIECE_BYTES) {
        Batch batch = rows.next();
        if (batch == null) {
          ended = true;
        } else {
          write(batch);
        }
      }
      return writer.size() == 0 ? null : writer.take();
    }

    private void write(Batch batch) {
      for (int row = 0; row < batch.rowCount; row++) {
        for (int i = 0; i < batch.vectors.length; i++) {
          Object value = batch.vectors[i].get(row);
          writer.field(
              value == null ? null : TypeText.format(batch.vectors[i].type, value, session.style()),
              i);
        }
        writer.endLine();
      }
      count += batch.rowCount;
    }

    @Override
    public String tag() {
      return "COPY " + count;
    }

    @Override
    public void close() {
      rows.close();
    }
  }
}
