package omendb.bench.tpch;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import omendb.clients.tpch.TpchTable;
import org.jspecify.annotations.Nullable;

/// One database with the eight tables. For one thread.
public interface QueryEngine extends AutoCloseable {
  String name();

  /// Makes the table and loads its flat file; returns the number of rows.
  long load(TpchTable table, Path file) throws Exception;

  /// Runs a statement for its effect.
  void execute(String sql) throws Exception;

  /// Ends the loading: rows are where the run wants them.
  void settle() throws Exception;

  /// Runs a query from its text and pulls all rows; returns their number.
  long first(String sql) throws Exception;

  /// Runs a query prepared under this number, preparing it when need be, and pulls all rows.
  long again(int number, String sql) throws Exception;

  /// The rows of a query as boxed values.
  List<@Nullable Object[]> answer(String sql) throws Exception;

  @Override
  void close() throws SQLException;
}
