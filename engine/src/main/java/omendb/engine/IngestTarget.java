package omendb.engine;

import java.util.List;
import omendb.core.Column;
import org.jspecify.annotations.Nullable;

/// Where and how a bulk ingest writes (FlightSql.proto, CommandStatementIngest).
///
/// @param schema null for the search path
/// @param columns names and types of the incoming columns, in batch order
public record IngestTarget(
    @Nullable String schema,
    String table,
    List<Column> columns,
    IfMissing ifMissing,
    IfPresent ifPresent,
    boolean temporary) {
  public IngestTarget {
    columns = List.copyOf(columns);
  }

  /// What to do when the table is not there.
  public enum IfMissing {
    CREATE,
    FAIL
  }

  /// What to do when the table is there.
  public enum IfPresent {
    FAIL,
    APPEND,
    REPLACE
  }
}
