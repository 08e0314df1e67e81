package omendb.pgwire;

import io.netty.channel.EventLoop;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/// Brings connections back to their event loops when their commits are through. All that come
/// through together share one wake-up of their loop.
final class CommitReturns {
  private final Map<EventLoop, Lane> lanes = new ConcurrentHashMap<>();

  /// Connections that are away, and one more until the server closes.
  private final AtomicInteger away = new AtomicInteger(1);

  private final CountDownLatch allBack = new CountDownLatch(1);

  /// A connection whose commit is under way.
  interface Traveller {
    /// Goes on, on the event loop, or elsewhere when that has ended.
    void resume(boolean eventLoop);
  }

  /// The way back to one event loop.
  final class Lane {
    private final EventLoop loop;
    private final Queue<Traveller> arrived = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean called = new AtomicBoolean();

    private Lane(EventLoop loop) {
      this.loop = loop;
    }

    /// To be followed by one [#arrive], or [#stay].
    void depart() {
      away.incrementAndGet();
    }

    void stay() {
      left();
    }

    void arrive(Traveller traveller) {
      arrived.add(traveller);
      if (!called.getAndSet(true)) {
        try {
          loop.execute(() -> resume(true));
        } catch (RejectedExecutionException e) {
          resume(false);
        }
      }
    }

    private void resume(boolean eventLoop) {
      called.set(false);
      for (Traveller next = arrived.poll(); next != null; next = arrived.poll()) {
        try {
          next.resume(eventLoop);
        } finally {
          left();
        }
      }
    }
  }

  private void left() {
    if (away.decrementAndGet() == 0) {
      allBack.countDown();
    }
  }

  Lane lane(EventLoop loop) {
    return lanes.computeIfAbsent(loop, Lane::new);
  }

  /// Waits until all are back, at most so long. Nobody may depart from now on.
  boolean awaitAll(int seconds) throws InterruptedException {
    left();
    return allBack.await(seconds, TimeUnit.SECONDS);
  }
}
