package omendb.testkit.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ChildJvmTest {
  private static final int LINES = 2000;

  /// Prints many lines and waits to be killed.
  static final class Talker {
    private Talker() {}

    public static void main(String[] args) throws InterruptedException {
      StringBuilder text = new StringBuilder();
      for (int line = 1; line <= LINES; line++) {
        text.append("line ").append(line).append('\n');
      }
      System.out.print(text);
      System.out.flush();
      Thread.currentThread().join();
    }
  }

  @Test
  void whatWasSaidBeforeTheKillIsHeardToTheLastLine() {
    for (int round = 0; round < 3; round++) {
      try (ChildJvm child = start()) {
        child.await(line -> line.equals("line 1"), 1, 60_000);
        child.run(200);
        child.kill();
        assertThat(child.lines()).hasSize(LINES).last().isEqualTo("line " + LINES);
      }
    }
  }

  @Test
  void waitingForALineThatDoesNotComeFails() {
    try (ChildJvm child = start()) {
      assertThatThrownBy(() -> child.await(line -> line.equals("never"), 1, 10))
          .isInstanceOf(AssertionError.class);
    }
  }

  private static ChildJvm start() {
    return ChildJvm.start(
        new ChildJvm.Start(List.of(), List.of(), Talker.class.getName(), List.of()));
  }
}
