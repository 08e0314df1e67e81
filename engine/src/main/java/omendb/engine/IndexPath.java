package omendb.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import omendb.core.SqlState;
import omendb.core.TableSchema;
import omendb.engine.definition.IndexDefinition;
import omendb.engine.exec.ExecutionContext.KeyBoundValues;
import omendb.planner.plan.Plan;
import omendb.storage.TableStore;
import org.jspecify.annotations.Nullable;

/// Rows of a table by one of its indexes, boxed.
final class IndexPath {
  private final Session session;
  private final Plan.IndexScan scan;

  IndexPath(Session session, Plan.IndexScan scan) {
    this.session = session;
    this.scan = scan;
  }

  /// The columns of the rows within the bounds; the filter is the caller's.
  List<@Nullable Object[]> rows(KeyBoundValues bounds) {
    return Objects.requireNonNull(rows(bounds, Integer.MAX_VALUE));
  }

  /// As [#rows]; null when there are more than `max`, so that the planner has been wrong.
  @Nullable List<@Nullable Object[]> rows(KeyBoundValues bounds, int max) {
    CatalogState catalog = session.transaction().catalog();
    IndexDefinition index = catalog.rules().index(scan.index());
    TableSchema table = catalog.tableByOid(scan.table().tableOid());
    if (index == null || table == null) {
      throw SqlState.UNDEFINED_OBJECT.error("index \"%s\" does not exist", scan.indexName());
    }
    TableStore entries = session.database().table(index.oid());
    List<Integer> columns = scan.table().columns();
    List<@Nullable Object[]> rows = new ArrayList<>();
    new IndexReader(session, index, table)
        .forEach(
            KeyRanges.of(entries.schema(), bounds),
            (row, key) -> {
              @Nullable Object[] wanted = new @Nullable Object[columns.size()];
              for (int i = 0; i < wanted.length; i++) {
                int column = columns.get(i);
                wanted[i] = column == row.length ? key : row[column];
              }
              rows.add(wanted);
              return rows.size() <= max;
            });
    return rows.size() <= max ? rows : null;
  }
}
