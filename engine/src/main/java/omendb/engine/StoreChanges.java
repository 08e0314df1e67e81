package omendb.engine;

import java.util.ArrayList;
import java.util.List;

/// The tables and indexes that a transaction has made and dropped, whose rows go when the catalog
/// does not name them after its end.
final class StoreChanges {
  private final Database database;
  private final List<Integer> created = new ArrayList<>();
  private final List<Integer> createdIndexes = new ArrayList<>();
  private final List<Integer> dropped = new ArrayList<>();

  StoreChanges(Database database) {
    this.database = database;
  }

  /// Notes a table that was made in this transaction and goes when it rolls back.
  void tableCreated(int oid) {
    created.add(oid);
  }

  /// As [#tableCreated] for an index.
  void indexCreated(int oid) {
    created.add(oid);
    createdIndexes.add(oid);
    database.indexCreated(oid);
  }

  /// True for a table or index that this transaction has made, so that nobody else can see it.
  boolean created(int oid) {
    return created.contains(oid);
  }

  /// Notes a table or index whose rows go when this transaction commits.
  void dropped(int oid) {
    dropped.add(oid);
  }

  boolean isEmpty() {
    return created.isEmpty() && dropped.isEmpty();
  }

  /// Notes that the tables are complete for snapshots from this commit on, which is not visible
  /// yet.
  void committed(long commit) {
    created.forEach(oid -> database.tableCommitted(oid, commit));
  }

  /// Removes what the catalog does not name now: dropped by this transaction, or made by it and
  /// taken back.
  void settle(boolean committed) {
    if (isEmpty()) {
      return;
    }
    database.dropUnknown(created);
    if (committed) {
      database.dropUnknown(dropped);
      createdIndexes.forEach(database::indexCommitted);
    }
    created.clear();
    createdIndexes.clear();
    dropped.clear();
  }
}
