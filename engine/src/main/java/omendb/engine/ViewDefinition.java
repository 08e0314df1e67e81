package omendb.engine;

import java.util.List;
import omendb.core.Column;

/// A view: its columns as they were at creation, and the query's text.
record ViewDefinition(int oid, String schema, String name, List<Column> columns, String sql) {
  ViewDefinition {
    columns = List.copyOf(columns);
  }
}
