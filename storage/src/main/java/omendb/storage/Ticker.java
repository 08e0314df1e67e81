package omendb.storage;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A thread that does the same thing every so often, or at once when it is woken.
final class Ticker implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Ticker.class);

  private final String name;
  private final long pauseNanos;
  private final Runnable action;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition woken = lock.newCondition();
  private @Nullable Thread thread;
  private boolean stopping;
  private boolean wake;

  Ticker(String name, int pauseMillis, Runnable action) {
    this.name = name;
    this.pauseNanos = TimeUnit.MILLISECONDS.toNanos(pauseMillis);
    this.action = action;
  }

  void start() {
    thread = Thread.ofPlatform().name(name).daemon().start(this::run);
  }

  private void run() {
    while (pause()) {
      try {
        action.run();
      } catch (RuntimeException e) {
        LOG.error("{} failed and goes on", name, e);
      }
    }
  }

  /// False when the thread is to end.
  private boolean pause() {
    lock.lock();
    try {
      long left = pauseNanos;
      while (!stopping && !wake && left > 0) {
        left = woken.awaitNanos(left);
      }
      wake = false;
      return !stopping;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  /// Does not wait.
  void wake() {
    lock.lock();
    try {
      if (!wake) {
        wake = true;
        woken.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /// Lets the action in progress be the last; does not wait for it.
  void end() {
    lock.lock();
    try {
      stopping = true;
      woken.signal();
    } finally {
      lock.unlock();
    }
  }

  /// For a long action: true when it is to come to its end.
  boolean isEnding() {
    lock.lock();
    try {
      return stopping;
    } finally {
      lock.unlock();
    }
  }

  /// Waits for the action in progress to end.
  @Override
  public void close() {
    end();
    Thread running = thread;
    boolean interrupted = false;
    while (running != null && running.isAlive()) {
      try {
        running.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
