package omendb.engine;

import java.util.List;
import omendb.core.Column;

/// A relation as metadata commands show it.
///
/// @param tableType `TABLE`, `VIEW` or `SYSTEM TABLE`
/// @param keyColumns indices into `columns`
/// @param keyName the primary key's constraint; empty when there is none
public record RelationDescription(
    String schema,
    String name,
    String tableType,
    List<Column> columns,
    List<Integer> keyColumns,
    String keyName) {
  public RelationDescription {
    columns = List.copyOf(columns);
    keyColumns = List.copyOf(keyColumns);
  }
}
