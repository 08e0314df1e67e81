package omendb.engine;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import omendb.core.TableSchema;
import omendb.engine.definition.IndexDefinition;
import omendb.mvcc.Isolation;
import omendb.mvcc.Transaction;
import omendb.storage.TableStore;

/// Compares indexes with their tables: each row has its entry, each entry its row. Holds the keys
/// of one index in memory.
public final class IndexVerifier {
  private static final int PROBLEMS_MAX = 20;

  private final Database database;
  private final List<String> problems = new ArrayList<>();

  private IndexVerifier(Database database) {
    this.database = database;
  }

  /// What is wrong in the newest commit, up to 20 sentences; empty when nothing is.
  public static List<String> verify(Database database) {
    IndexVerifier verifier = new IndexVerifier(database);
    CatalogState catalog = database.catalog().state();
    try (Session session = verifier.connect();
        Transaction tx = database.storage().transactions().begin(Isolation.REPEATABLE_READ, true)) {
      for (IndexDefinition index : catalog.rules().indexes()) {
        TableSchema table = catalog.tableByOid(index.tableOid());
        if (table == null) {
          verifier.note("index " + index.name() + " has no table");
        } else {
          verifier.compare(tx, TableIndex.open(session, index, table));
        }
      }
    }
    return verifier.problems;
  }

  private Session connect() {
    return database.connect(
        new ConnectionRequest(Version.DEFAULT_NAME, Version.DEFAULT_NAME, "verify", Map.of()));
  }

  private void note(String problem) {
    if (problems.size() < PROBLEMS_MAX) {
      problems.add(problem);
    }
  }

  private void compare(Transaction tx, TableIndex index) {
    String name = index.definition().name();
    TableStore rows = database.table(index.table().oid());
    Map<ByteBuffer, ByteBuffer> expected = new HashMap<>();
    TableReader.forEach(
        rows,
        tx,
        (row, key) -> {
          if (!index.holds(row)) {
            return true;
          }
          ByteBuffer entry = ByteBuffer.wrap(index.key(index.entry(row, key)));
          if (expected.put(entry, ByteBuffer.wrap(key)) != null) {
            note("two rows have the entry " + hex(entry) + " of index " + name);
          }
          return true;
        });
    TableReader.forEach(
        index.store(),
        tx,
        (entry, key) -> {
          ByteBuffer row = expected.remove(ByteBuffer.wrap(key));
          if (row == null) {
            note("entry " + hex(ByteBuffer.wrap(key)) + " of index " + name + " has no row");
          } else if (!row.equals(ByteBuffer.wrap(index.rowKey(entry)))) {
            note("entry " + hex(ByteBuffer.wrap(key)) + " of index " + name + " names another row");
          }
          return true;
        });
    expected.forEach((entry, row) -> note("row " + hex(row) + " has no entry in index " + name));
  }

  private static String hex(ByteBuffer bytes) {
    return java.util.HexFormat.of().formatHex(bytes.array());
  }
}
