package omendb.engine;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import omendb.core.OmenException;
import omendb.engine.definition.SequenceDefinition;
import omendb.storage.Storage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The values of all sequences, as far as they have been asked for. Thread-safe.
final class Sequences implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Sequences.class);

  private final Storage storage;
  private final Map<Integer, SequenceValue> values = new ConcurrentHashMap<>();

  private Sequences(Storage storage) {
    this.storage = storage;
  }

  /// Forgets the values that no sequence of the catalog has: of those that were dropped, restarted,
  /// or made by a transaction that did not commit.
  static Sequences open(Storage storage, CatalogState catalog) {
    Set<String> known = new HashSet<>();
    for (SequenceDefinition sequence : catalog.sequences().all()) {
      known.add(SequenceValue.key(sequence.start().store()));
    }
    Map<String, byte @Nullable []> gone = new HashMap<>();
    for (String key : storage.scanMeta(SequenceValue.prefix()).keySet()) {
      if (!known.contains(key)) {
        gone.put(key, null);
      }
    }
    if (!gone.isEmpty()) {
      storage.putMeta(gone);
    }
    return new Sequences(storage);
  }

  SequenceValue of(SequenceDefinition sequence) {
    SequenceValue value = values.get(sequence.start().store());
    return value == null
        ? values.computeIfAbsent(
            sequence.start().store(), _ -> SequenceValue.open(storage, sequence.start()))
        : value;
  }

  @Override
  public void close() {
    Map<String, byte @Nullable []> places = new HashMap<>();
    values.values().forEach(value -> value.settle(places));
    try {
      if (!places.isEmpty()) {
        storage.putMeta(places);
      }
    } catch (OmenException e) {
      LOG.warn("sequences will leave values out: {}", e.message());
    }
  }
}
