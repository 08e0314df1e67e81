package omendb.engine;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import omendb.engine.Channels.Notification;

/// Which sessions listen on which channels of the database. Thread-safe.
final class ChannelListeners {
  private final Map<String, Set<Channels>> byChannel = new ConcurrentHashMap<>();

  void add(String channel, Channels listener) {
    byChannel.compute(
        channel,
        (name, known) -> {
          Set<Channels> all = known == null ? ConcurrentHashMap.newKeySet() : known;
          all.add(listener);
          return all;
        });
  }

  void remove(String channel, Channels listener) {
    byChannel.computeIfPresent(
        channel,
        (name, known) -> {
          known.remove(listener);
          return known.isEmpty() ? null : known;
        });
  }

  /// True when a listener of the channel has as much waiting as it may have.
  boolean anyFull(String channel) {
    return byChannel.getOrDefault(channel, Set.of()).stream().anyMatch(Channels::isFull);
  }

  /// Hands a transaction's notifications to all listeners, each of which gets them together.
  void deliver(List<Notification> notifications) {
    Set<Channels> reached = new LinkedHashSet<>();
    synchronized (this) {
      for (Notification each : notifications) {
        for (Channels listener : byChannel.getOrDefault(each.channel(), Set.of())) {
          listener.arrive(each);
          reached.add(listener);
        }
      }
    }
    reached.forEach(Channels::wake);
  }
}
