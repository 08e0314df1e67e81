package omendb.bench.gc;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingStream;

/// All times at which the virtual machine stopped every thread, whatever for, from the request to
/// stop until what it was for had been done, as JFR records safepoints. Then the threads go on as
/// the machine has processors for them.
final class Pauses implements AutoCloseable {
  private final RecordingStream events = new RecordingStream();
  private final Map<Long, Instant> begun = new HashMap<>();
  private final List<Long> nanos = new ArrayList<>();
  private long collectionNanosMax;

  Pauses() {
    events.enable("jdk.SafepointBegin").withThreshold(Duration.ZERO);
    events.enable("jdk.ExecuteVMOperation").withThreshold(Duration.ZERO);
    events.enable("jdk.GCPhasePause").withThreshold(Duration.ZERO);
    events.onEvent("jdk.SafepointBegin", this::began);
    events.onEvent("jdk.ExecuteVMOperation", this::done);
    events.onEvent("jdk.GCPhasePause", this::collected);
    events.setMaxAge(Duration.ofMinutes(5));
    events.startAsync();
  }

  private synchronized void began(RecordedEvent event) {
    begun.put(event.getLong("safepointId"), event.getStartTime());
  }

  private synchronized void done(RecordedEvent event) {
    Instant start = begun.remove(event.getLong("safepointId"));
    if (start != null) {
      nanos.add(Duration.between(start, event.getEndTime()).toNanos());
    }
  }

  private synchronized void collected(RecordedEvent event) {
    collectionNanosMax = Math.max(collectionNanosMax, event.getDuration().toNanos());
  }

  /// Ends the recording; what was recorded has then been counted.
  void stop() {
    events.stop();
  }

  synchronized int count() {
    return nanos.size();
  }

  /// The longest time that threads stood still.
  synchronized double longestMillis() {
    return nanos.stream().mapToLong(Long::longValue).max().orElse(0) / 1e6;
  }

  /// The longest pause of the garbage collector alone.
  synchronized double longestCollectionMillis() {
    return collectionNanosMax / 1e6;
  }

  /// All pauses together.
  synchronized double totalMillis() {
    return nanos.stream().mapToLong(Long::longValue).sum() / 1e6;
  }

  @Override
  public void close() {
    events.close();
  }
}
