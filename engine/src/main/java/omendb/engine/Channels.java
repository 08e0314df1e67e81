package omendb.engine;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import omendb.core.SqlState;
import org.jspecify.annotations.Nullable;

/// LISTEN, UNLISTEN and NOTIFY of one session, and the notifications on their way to its client.
/// What the statements ask for happens when their transaction commits, and not at all when it rolls
/// back. Notifications live in memory: who is not connected misses them, as on PostgreSQL.
///
/// Used by the session's thread, but for what other sessions deliver.
public final class Channels implements AutoCloseable {
  /// A payload must be shorter, in bytes (PostgreSQL's documentation of NOTIFY).
  private static final int PAYLOAD_BYTES_LIMIT = 8000;

  private static final int CHANNEL_BYTES_LIMIT = 64;

  /// Notifications that may wait for a client that does not take them.
  private static final int WAITING_MAX = 100_000;

  /// A message from a session that has notified a channel.
  ///
  /// @param processId of that session
  public record Notification(int processId, String channel, String payload) {}

  private sealed interface Wish {
    record Listen(String channel) implements Wish {}

    /// @param channel null for all
    record Unlisten(@Nullable String channel) implements Wish {}

    record Notify(Notification notification) implements Wish {}
  }

  private record Mark(String savepoint, int wishes) {}

  private final Session session;
  private final ChannelListeners listeners;
  private final Set<String> listening = new LinkedHashSet<>();
  private final List<Wish> wishes = new ArrayList<>();
  private final List<Mark> marks = new ArrayList<>();

  /// The notifications among the wishes.
  private final Set<Notification> asked = new HashSet<>();

  private final OpenTransaction.Ending ending = this::ended;
  private final Queue<Notification> arrived = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private volatile @Nullable Runnable arrival;

  Channels(Session session, ChannelListeners listeners) {
    this.session = session;
    this.listeners = listeners;
  }

  /// The door can deliver: it calls [#next] some time after `task`, which any thread may run, has
  /// been called.
  public void onArrival(Runnable task) {
    arrival = task;
  }

  /// The next notification for the client; null when there is none.
  public @Nullable Notification next() {
    Notification notification = arrived.poll();
    if (notification != null) {
      waiting.decrementAndGet();
    }
    return notification;
  }

  void listen(String channel, int position) {
    if (arrival == null) {
      throw SqlState.FEATURE_NOT_SUPPORTED
          .error("LISTEN is not supported by this protocol")
          .withHint("Listen by the PostgreSQL protocol.")
          .at(position);
    }
    wish(new Wish.Listen(channel));
  }

  /// @param channel null for all
  void unlisten(@Nullable String channel) {
    wish(new Wish.Unlisten(channel));
  }

  /// Notifies a channel once for all equal requests of the transaction.
  void send(String channel, @Nullable String payload) {
    String text = payload == null ? "" : payload;
    if (channel.isEmpty()) {
      throw SqlState.INVALID_PARAMETER_VALUE.error("channel name cannot be empty");
    }
    if (channel.getBytes(StandardCharsets.UTF_8).length >= CHANNEL_BYTES_LIMIT) {
      throw SqlState.INVALID_PARAMETER_VALUE.error("channel name too long");
    }
    if (text.getBytes(StandardCharsets.UTF_8).length >= PAYLOAD_BYTES_LIMIT) {
      throw SqlState.INVALID_PARAMETER_VALUE.error("payload string too long");
    }
    if (listeners.anyFull(channel)) {
      throw SqlState.PROGRAM_LIMIT_EXCEEDED.error("too many notifications in the NOTIFY queue");
    }
    Notification notification = new Notification(session.processId(), channel, text);
    if (asked.add(notification)) {
      wish(new Wish.Notify(notification));
    }
  }

  private void wish(Wish wish) {
    wishes.add(wish);
    session.transaction().atEnd(ending);
  }

  void savepoint(String name) {
    marks.add(new Mark(name, wishes.size()));
    session.transaction().atEnd(ending);
  }

  /// Forgets what was asked for since the newest savepoint of this name, which stays.
  void rollbackTo(String name) {
    while (!marks.isEmpty() && !marks.getLast().savepoint().equals(name)) {
      marks.removeLast();
    }
    if (!marks.isEmpty()) {
      List<Wish> undone = wishes.subList(marks.getLast().wishes(), wishes.size());
      for (Wish wish : undone) {
        if (wish instanceof Wish.Notify notify) {
          asked.remove(notify.notification());
        }
      }
      undone.clear();
    }
  }

  private void ended(boolean committed) {
    List<Notification> sent = new ArrayList<>();
    if (committed) {
      for (Wish wish : wishes) {
        switch (wish) {
          case Wish.Listen listen -> {
            listening.add(listen.channel());
            listeners.add(listen.channel(), this);
          }
          case Wish.Unlisten unlisten -> leave(unlisten.channel());
          case Wish.Notify notify -> sent.add(notify.notification());
        }
      }
    }
    wishes.clear();
    asked.clear();
    marks.clear();
    listeners.deliver(sent);
  }

  private void leave(@Nullable String channel) {
    for (String each : List.copyOf(listening)) {
      if (channel == null || channel.equals(each)) {
        listening.remove(each);
        listeners.remove(each, this);
      }
    }
  }

  /// Takes a notification; from any thread.
  void arrive(Notification notification) {
    waiting.incrementAndGet();
    arrived.add(notification);
  }

  boolean isFull() {
    return waiting.get() >= WAITING_MAX;
  }

  /// Tells the door of what has arrived.
  void wake() {
    Runnable task = arrival;
    if (task != null) {
      task.run();
    }
  }

  @Override
  public void close() {
    leave(null);
    wishes.clear();
    arrived.clear();
  }
}
