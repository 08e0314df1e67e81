package omendb.engine;

import java.util.Map;
import java.util.function.LongConsumer;
import omendb.core.SqlState;
import omendb.mvcc.CommitAttachment;
import omendb.storage.Storage;

/// The published catalog and its place in the data folder.
final class Catalog {
  private static final String KEY = "engine/catalog";

  private final Storage storage;
  private volatile CatalogState state;

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

  CatalogState state() {
    return state;
  }

  /// What makes `next` the catalog when its transaction commits; 40001 when another session has
  /// changed definitions since `from`.
  ///
  /// @param effect given the commit before it is visible
  CommitAttachment change(CatalogState next, long from, LongConsumer effect) {
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
