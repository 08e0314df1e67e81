package omendb.engine;

import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import omendb.core.SqlState;
import omendb.mvcc.CommitAttachment;
import omendb.storage.Storage;

/// The published catalog and its place in the data folder.
final class Catalog {
  private static final String KEY = "engine/catalog";

  private final Storage storage;
  private volatile CatalogState state;

  /// Held from the last look at the catalog until the change is through.
  private final ReentrantLock changing = new ReentrantLock();

  private Catalog(Storage storage, CatalogState state) {
    this.storage = storage;
    this.state = state;
  }

  /// Reads the catalog, or makes that of a fresh folder.
  static Catalog open(Storage storage) {
    byte[] bytes = storage.getMeta(KEY);
    if (bytes != null) {
      return new Catalog(storage, CatalogCodec.decode(bytes).withoutTemporary());
    }
    CatalogState fresh = CatalogState.fresh();
    storage.putMeta(KEY, CatalogCodec.encode(fresh));
    return new Catalog(storage, fresh);
  }

  /// Lets other changes follow when this thread has begun one.
  void endChange() {
    if (changing.isHeldByCurrentThread()) {
      changing.unlock();
    }
  }

  CatalogState state() {
    return state;
  }

  /// What makes `edited` the catalog when its transaction commits; 40001 when another session has
  /// changed definitions since `base` and this one has changed more than its temporary relations.
  /// Other changes wait until [#endChange].
  ///
  /// @param temporary the schema of these
  /// @param effect given the commit before it is visible
  CommitAttachment change(
      CatalogState edited, CatalogState base, String temporary, LongConsumer effect) {
    changing.lock();
    CatalogState now = state;
    TemporaryMerge merge = new TemporaryMerge(temporary);
    boolean merges = now.version() != base.version() && merge.only(edited, base);
    CatalogState next = merges ? merge.merged(now, edited) : edited;
    long from = merges ? now.version() : base.version();
    return storage.metadataChange(
        Map.of(KEY, CatalogCodec.encode(next)),
        () -> {
          if (state.version() != from) {
            throw SqlState.SERIALIZATION_FAILURE.error(
                "could not serialize access due to a concurrent change of definitions");
          }
        },
        commit -> {
          effect.accept(commit);
          state = next;
        });
  }
}
