package omendb.core;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Named places in every on-disk step where a test may stop, break or delay the program.
///
/// Off, a place costs the test of a constant. The points are on only when the JVM was started with
/// the system property `omendb.failpoints` or the environment variable `OMENDB_FAILPOINTS`, whose
/// value arms places: `name=action[@n]`, separated by `;`. A test inside such a JVM may arm another
/// by setting the property `omendb.failpoint.NAME` to `action[@n]`.
///
/// | action | effect at the n-th hit (the first unless told) |
/// |---|---|
/// | `halt` | the JVM ends at once, as by kill -9 |
/// | `io` | an [IOException] is thrown |
/// | `full` | an [IOException] is thrown that says "No space left on device" |
/// | `delay:MILLIS` | the thread waits, at every hit |
/// | `plant` | a bug is in force at this place, to see that a test catches it: [#planted] |
public final class FailPoint {
  /// True when this JVM was started with fail points.
  public static final boolean ON =
      System.getProperty("omendb.failpoints") != null || System.getenv("OMENDB_FAILPOINTS") != null;

  private static final int HALT_STATUS = 137;
  private static final Map<String, AtomicInteger> HITS = new ConcurrentHashMap<>();

  private FailPoint() {}

  /// Passes the place of this name.
  public static void hit(String name) throws IOException {
    if (ON) {
      act(name);
    }
  }

  /// Passes a place from which there is no way back: `io` and `full` have no effect there.
  public static void pass(String name) {
    try {
      hit(name);
    } catch (IOException e) {
      HITS.computeIfAbsent(name + ".ignored", _ -> new AtomicInteger()).incrementAndGet();
    }
  }

  /// True when a test has planted the bug of this name. Such a place is written `if (FailPoint.ON
  /// && FailPoint.planted(...))`, so that it costs nothing when off.
  public static boolean planted(String name) {
    return ON && "plant".equals(armed(name));
  }

  /// How often the place was passed since the JVM started or [#reset]; 0 when off.
  public static int hits(String name) {
    AtomicInteger count = HITS.get(name);
    return count == null ? 0 : count.get();
  }

  /// Forgets all counts.
  public static void reset() {
    HITS.clear();
  }

  private static void act(String name) throws IOException {
    int hit = HITS.computeIfAbsent(name, _ -> new AtomicInteger()).incrementAndGet();
    String armed = armed(name);
    if (armed == null || armed.equals("plant")) {
      return;
    }
    int at = armed.indexOf('@');
    String action = at < 0 ? armed : armed.substring(0, at);
    if (action.startsWith("delay:")) {
      LockSupport.parkNanos(Long.parseLong(action.substring(6)) * 1_000_000);
      return;
    }
    if (hit != (at < 0 ? 1 : Integer.parseInt(armed.substring(at + 1)))) {
      return;
    }
    switch (action) {
      case "halt" -> Runtime.getRuntime().halt(HALT_STATUS);
      case "io" -> throw new IOException("fail point " + name);
      case "full" -> throw new IOException("No space left on device (fail point " + name + ")");
      default -> throw new IllegalArgumentException("unknown fail point action " + armed);
    }
  }

  private static @Nullable String armed(String name) {
    String own = System.getProperty("omendb.failpoint." + name);
    if (own != null) {
      return own;
    }
    String all = System.getProperty("omendb.failpoints", System.getenv("OMENDB_FAILPOINTS"));
    for (String entry : all == null ? new String[0] : all.split(";")) {
      if (entry.startsWith(name + "=")) {
        return entry.substring(name.length() + 1);
      }
    }
    return null;
  }
}
