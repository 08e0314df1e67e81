package omendb.mvcc;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import omendb.core.KeyCodec;
import org.jspecify.annotations.Nullable;

/// What a transaction has written so far: a list in order of writing, which savepoints cut, and a
/// hash table of the newest write per key, which reads ask.
final class WriteSet {
  private final List<Write> writes = new ArrayList<>();
  private final List<Write> undone = new ArrayList<>();
  private @Nullable Write[] buckets = new Write[16];
  private int keys;
  private boolean committed;

  int size() {
    return writes.size();
  }

  Write get(int at) {
    return writes.get(at);
  }

  void add(Write write) {
    writes.add(write);
    if (write.store == null) {
      return;
    }
    Write older = find(write.store, write.key, write.hash);
    if (older != null) {
      unhash(older);
      older.superseded = true;
      write.older = older;
    }
    hash(write);
  }

  /// As [Transaction#insert].
  boolean insert(Transaction tx, RowStore store, byte[] key, byte[] row) {
    Write own = find(store, key);
    if (own != null) {
      return own.row == null && add(tx, store, key, row, own.bulkCommits);
    }
    tx.lockRow(store, key, LockMode.UPDATE);
    int bulkCommits = store.table().bulkCommits();
    KeyState newest = tx.newest(store, key);
    if (newest.exists) {
      return false;
    }
    tx.checkConflict(newest, LockMode.UPDATE);
    return add(tx, store, key, row, bulkCommits);
  }

  /// As [Transaction#update].
  boolean update(Transaction tx, RowStore store, byte[] key, byte[] row) {
    Write own = find(store, key);
    if (own != null) {
      return own.row != null && add(tx, store, key, row, own.bulkCommits);
    }
    tx.lockRow(store, key, LockMode.NO_KEY_UPDATE);
    return tx.checkConflict(tx.newest(store, key), LockMode.NO_KEY_UPDATE).exists
        && add(tx, store, key, row, Write.PRESENT);
  }

  /// As [Transaction#delete].
  boolean delete(Transaction tx, RowStore store, byte[] key) {
    Write own = find(store, key);
    if (own != null && own.row == null) {
      return false;
    }
    tx.lockRow(store, key, LockMode.UPDATE);
    if (own == null) {
      return tx.checkConflict(tx.newest(store, key), LockMode.UPDATE).exists
          && add(tx, store, key, null, Write.PRESENT);
    }
    return add(tx, store, key, null, own.bulkCommits);
  }

  private boolean add(
      Transaction tx, RowStore store, byte[] key, byte @Nullable [] row, int absentAt) {
    long version = tx.createVersion(store, row);
    add(new Write(store, key, row, version, absentAt));
    return true;
  }

  /// The newest write of the key.
  @Nullable Write find(RowStore store, byte[] key) {
    return find(store, key, store.hash(key));
  }

  private @Nullable Write find(RowStore store, byte[] key, int hash) {
    Write write = buckets[hash & (buckets.length - 1)];
    while (write != null
        && (write.hash != hash || write.store != store || !Arrays.equals(write.key, key))) {
      write = write.nextInBucket;
    }
    return write;
  }

  /// The newest write of the exact key with this prefix.
  @Nullable Write findPrefix(RowStore store, long prefix) {
    int hash = store.hash(prefix);
    Write write = buckets[hash & (buckets.length - 1)];
    while (write != null
        && (write.hash != hash || write.store != store || KeyCodec.prefix(write.key) != prefix)) {
      write = write.nextInBucket;
    }
    return write;
  }

  private void hash(Write write) {
    if (++keys > buckets.length) {
      @Nullable Write[] old = buckets;
      buckets = new Write[2 * old.length];
      for (Write first : old) {
        Write each = first;
        while (each != null) {
          Write next = each.nextInBucket;
          link(each);
          each = next;
        }
      }
    }
    link(write);
  }

  private void link(Write write) {
    int at = write.hash & (buckets.length - 1);
    write.nextInBucket = buckets[at];
    buckets[at] = write;
  }

  private void unhash(Write write) {
    int at = write.hash & (buckets.length - 1);
    Write each = buckets[at];
    keys--;
    if (each == write) {
      buckets[at] = write.nextInBucket;
      return;
    }
    while (each != null) {
      if (each.nextInBucket == write) {
        each.nextInBucket = write.nextInBucket;
        return;
      }
      each = each.nextInBucket;
    }
  }

  /// Undoes the writes from `size` on, newest first. Their versions live until the transaction
  /// ends, because one of its own cursors may stand on them.
  void cut(int size) {
    while (writes.size() > size) {
      Write write = writes.removeLast();
      undone.add(write);
      if (write.store != null) {
        unhash(write);
        Write older = write.older;
        if (older != null) {
          older.superseded = false;
          hash(older);
        }
      }
      if (write.attachment != null) {
        write.attachment.discard();
      }
    }
  }

  /// Finds what each key's newest write meets in its store, under the commit order; returns those
  /// that change anything.
  List<Write> prepare() {
    List<Write> needed = new ArrayList<>(writes.size());
    for (Write write : writes) {
      if (write.store != null && !write.superseded) {
        write.store.checkPresent();
        write.store.table().prepare(write);
        if (write.needed) {
          needed.add(write);
        }
      }
    }
    return needed;
  }

  List<CommitAttachment> attachments() {
    List<CommitAttachment> result = null;
    for (Write write : writes) {
      if (write.attachment != null) {
        result = result == null ? new ArrayList<>() : result;
        result.add(write.attachment);
      }
    }
    return result == null ? List.of() : result;
  }

  boolean hasAttachments() {
    return !attachments().isEmpty();
  }

  /// Notes that the writes are in their stores.
  void setCommitted() {
    committed = true;
  }

  boolean committed() {
    return committed;
  }

  /// Frees the versions that have not become part of a store; the rest can still be listed.
  void free() {
    for (List<Write> list : List.of(writes, undone)) {
      for (Write write : list) {
        if (write.store != null && !write.installed) {
          write.store.discard(write.version);
        }
      }
    }
    undone.clear();
  }
}
