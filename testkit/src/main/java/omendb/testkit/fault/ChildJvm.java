package omendb.testkit.fault;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// A Java program in a process of its own, made to die: what it prints is heard line by line, and
/// what it printed before its end is heard to the last line.
///
/// A line that a program prints after something is done tells, when [#lines()] has it, that it was
/// done before: this is how a program acknowledges.
public final class ChildJvm implements AutoCloseable {
  private static final long POLL_MILLIS = 5;

  private final Process process;
  private final Thread listener;
  private final List<String> heard = new ArrayList<>();

  private ChildJvm(Process process) {
    this.process = process;
    this.listener = Thread.ofPlatform().name("child-output").daemon().start(this::listen);
  }

  /// How a program is started.
  ///
  /// @param prefix what runs the JVM, such as strace with its options; mostly empty
  /// @param jvmOptions options beside those that every program of the house needs
  /// @param mainClass of the program, on this process's class path
  public record Start(
      List<String> prefix, List<String> jvmOptions, String mainClass, List<String> arguments) {}

  public static ChildJvm start(Start start) {
    List<String> command = new ArrayList<>(start.prefix());
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "--add-opens=java.base/java.nio=ALL-UNNAMED",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xshare:auto",
            "-Xmx256m"));
    command.addAll(start.jvmOptions());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), start.mainClass()));
    command.addAll(start.arguments());
    try {
      return new ChildJvm(
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void listen() {
    try (BufferedReader reader = process.inputReader()) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        synchronized (heard) {
          heard.add(line);
          heard.notifyAll();
        }
      }
    } catch (IOException e) {
      synchronized (heard) {
        heard.add("the output ended: " + e);
      }
    }
  }

  /// What was heard so far.
  public List<String> lines() {
    synchronized (heard) {
      return List.copyOf(heard);
    }
  }

  /// Waits until `count` lines that match were heard; fails when the program ends before, or after
  /// so many milliseconds.
  public void await(Predicate<String> wanted, int count, long millisMax) {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millisMax);
    if (seen(wanted, count, deadline) < count) {
      throw new AssertionError("waited for " + count + " lines; the last were " + tail());
    }
  }

  /// Waits until a line that matches was heard; false when the program ends before, or after so
  /// many milliseconds.
  public boolean heard(Predicate<String> wanted, long millisMax) {
    return seen(wanted, 1, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millisMax)) > 0;
  }

  private int seen(Predicate<String> wanted, int count, long deadline) {
    int seen = 0;
    int at = 0;
    synchronized (heard) {
      while (true) {
        boolean over = !listener.isAlive() || System.nanoTime() > deadline;
        for (; at < heard.size(); at++) {
          seen += wanted.test(heard.get(at)) ? 1 : 0;
        }
        if (over || seen >= count) {
          return seen;
        }
        pause();
      }
    }
  }

  private void pause() {
    try {
      heard.wait(POLL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  private List<String> tail() {
    List<String> lines = lines();
    return lines.subList(Math.max(0, lines.size() - 20), lines.size());
  }

  /// Lets it run for so long; fails if it ends by itself.
  public void run(long millis) {
    try {
      if (process.waitFor(millis, TimeUnit.MILLISECONDS)) {
        throw new AssertionError("the program ended by itself: " + lines());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /// kill -9, for the process and what it started; returns when both are gone and all was heard.
  public void kill() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.toHandle().destroyForcibly(); // the process's own method would close the pipe unheard
    end();
  }

  /// Waits for its end and returns the exit status.
  public int end() {
    try {
      int status = process.waitFor();
      listener.join();
      return status;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  @Override
  public void close() {
    kill();
  }
}
