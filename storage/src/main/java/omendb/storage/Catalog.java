package omendb.storage;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;
import omendb.core.RowLayout;
import omendb.core.SqlState;
import omendb.core.TableSchema;
import omendb.mvcc.Isolation;
import omendb.mvcc.Transaction;
import org.jspecify.annotations.Nullable;

/// Which tables there are, and what the engine keeps beside them. Every change is a commit of its
/// own: it has its place in the commit order and is there as a whole or not at all.
final class Catalog {
  /// The first oid of a user's object.
  static final int FIRST_OID = 16_384;

  /// Oids are reserved on disk in blocks, so that none is given twice.
  private static final int OID_BLOCK = 64;

  private final Foundation foundation;
  private final Map<Integer, TableStore> tables;
  private final AtomicInteger nextOid;
  private int reservedOid;

  /// @param tables shared with the commit log, which leaves out rows of dropped tables
  Catalog(Foundation foundation, ConcurrentHashMap<Integer, TableStore> tables) {
    this.foundation = foundation;
    this.tables = tables;
    byte[] next = read(StoredKeys.NEXT_OID);
    this.reservedOid = next == null ? FIRST_OID : StoredKeys.readInt(next, 0);
    this.nextOid = new AtomicInteger(reservedOid);
  }

  List<TableStore> tables() {
    List<TableStore> all = new ArrayList<>(tables.values());
    all.sort(Comparator.comparingInt(table -> table.schema().oid()));
    return all;
  }

  @Nullable TableStore table(int oid) {
    return tables.get(oid);
  }

  /// Opens the stored tables: the only way in for a restart.
  void load(RecoveryProgress progress, @Nullable HotImage image) {
    List<TableSchema> schemas = new ArrayList<>();
    RocksStore store = foundation.store();
    store.scan(
        Family.META, StoredKeys.TABLES, (_, value) -> schemas.add(SchemaCodec.decode(value)));
    for (TableSchema schema : schemas) {
      TableStore table = new TableStore(foundation, schema, foundation.manifest().open(schema));
      tables.put(schema.oid(), table);
      table.load(progress, image);
    }
  }

  synchronized int nextOid() {
    int oid = nextOid.getAndIncrement();
    if (oid >= reservedOid) {
      int reserve = oid + OID_BLOCK;
      commit(
          batch -> batch.put(Family.META, StoredKeys.NEXT_OID, StoredKeys.intBytes(reserve)),
          _ -> {});
      reservedOid = reserve;
    }
    return oid;
  }

  /// Makes a table with the schema's oid, which must be one from [#nextOid].
  TableStore create(TableSchema schema) {
    return create(schema, null, List.of());
  }

  /// Makes a table that takes over the segments of a version, which is leased, of another one.
  TableStore create(TableSchema schema, ColumnOrigins origins, TableVersion version) {
    return create(schema, new TakeOver(foundation, schema, origins), version.segments());
  }

  private TableStore create(
      TableSchema schema, @Nullable TakeOver takeOver, List<ColdSegment> sources) {
    if (tables.containsKey(schema.oid())) {
      throw SqlState.DUPLICATE_TABLE.error("relation with OID %s already exists", schema.oid());
    }
    List<ColdSegment> segments = takeOver == null ? List.of() : takeOver.link(sources);
    TableStore table = new TableStore(foundation, schema, segments);
    byte[] key = StoredKeys.table(schema.oid());
    try {
      commit(
          batch -> {
            batch.put(Family.META, key, SchemaCodec.encode(schema));
            if (takeOver != null) {
              takeOver.write(batch);
            }
          },
          _ -> tables.put(schema.oid(), table));
    } catch (RuntimeException e) {
      table.close();
      foundation.transactions().dropStore(schema.oid());
      throw e;
    }
    return table;
  }

  /// Removes the table, its rows and its segments.
  void drop(int oid) {
    TableStore table = existing(oid);
    commit(
        batch -> {
          batch.delete(Family.META, StoredKeys.table(oid));
          byte[] rows = StoredKeys.hotPrefix(oid);
          batch.deleteRange(Family.HOT, rows, StoredKeys.after(rows));
          table.removeSegments(batch);
        },
        _ -> {
          tables.remove(oid);
          table.dropped();
        });
  }

  /// Gives the table another name, other column names, defaults or constraints. The types of its
  /// columns stay: stored rows are not rewritten.
  void replace(int oid, TableSchema schema) {
    TableStore table = existing(oid);
    if (schema.oid() != oid || !sameShape(table.schema(), schema)) {
      throw SqlState.FEATURE_NOT_SUPPORTED.error(
          "the columns of table \"%s\" cannot be changed in place", table.schema().name());
    }
    commit(
        batch -> batch.put(Family.META, StoredKeys.table(oid), SchemaCodec.encode(schema)),
        _ -> table.renamed(schema));
  }

  private TableStore existing(int oid) {
    TableStore table = tables.get(oid);
    if (table == null) {
      throw SqlState.UNDEFINED_TABLE.error("relation with OID %s does not exist", oid);
    }
    return table;
  }

  private static boolean sameShape(TableSchema before, TableSchema after) {
    RowLayout left = RowLayout.of(before);
    RowLayout right = RowLayout.of(after);
    boolean same =
        left.columnCount() == right.columnCount() && before.keyColumns().equals(after.keyColumns());
    for (int i = 0; same && i < left.columnCount(); i++) {
      same = left.type(i).equals(right.type(i));
    }
    return same;
  }

  byte @Nullable [] engineGet(String key) {
    return read(StoredKeys.engine(key));
  }

  /// Keys and values whose key starts with the prefix, in key order.
  Map<String, byte[]> engineScan(String prefix) {
    Map<String, byte[]> found = new LinkedHashMap<>();
    RocksStore store = foundation.store();
    store.scan(
        Family.META,
        StoredKeys.engine(prefix),
        (key, value) -> found.put(StoredKeys.engineName(key), value));
    return found;
  }

  /// Sets all of these at once; a null value removes the key.
  void enginePut(Map<String, byte @Nullable []> entries) {
    commit(
        batch -> {
          for (Map.Entry<String, byte @Nullable []> entry : entries.entrySet()) {
            byte[] value = entry.getValue();
            if (value == null) {
              batch.delete(Family.META, StoredKeys.engine(entry.getKey()));
            } else {
              batch.put(Family.META, StoredKeys.engine(entry.getKey()), value);
            }
          }
        },
        _ -> {});
  }

  private byte @Nullable [] read(byte[] key) {
    RocksStore store = foundation.store();
    return store.get(Family.META, key);
  }

  private void commit(LogBatch.Filling filling, LongConsumer effect) {
    try (Transaction transaction =
        foundation.transactions().begin(Isolation.READ_COMMITTED, false)) {
      transaction.attach(new Change(filling, effect));
      transaction.commit();
    }
  }

  DurableAttachment engineChange(Map<String, byte[]> entries, Runnable check, LongConsumer effect) {
    return new DurableAttachment() {
      @Override
      public void validate() {
        check.run();
      }

      @Override
      public void write(LogBatch batch, long commit) {
        for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
          batch.put(Family.META, StoredKeys.engine(entry.getKey()), entry.getValue());
        }
      }

      @Override
      public void apply(long commit) {
        effect.accept(commit);
      }
    };
  }

  /// A change of the catalog on its way through the commit order.
  private record Change(LogBatch.Filling filling, LongConsumer effect)
      implements DurableAttachment {
    @Override
    public void write(LogBatch batch, long commit) {
      filling.fill(batch);
    }

    @Override
    public void apply(long commit) {
      effect.accept(commit);
    }
  }
}
