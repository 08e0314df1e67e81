package omendb.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SeedsTest {
  @Test
  void failureNamesTheSeedThatRepeatsIt() {
    long third = Seeds.generator(3).nextLong();
    assertThatThrownBy(
            () -> Seeds.forEach(5, random -> assertThat(random.nextLong()).isNotEqualTo(third)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("-Domendb.seed=3");
  }

  @Test
  void seedsGiveTheSameTrialsEachTime() {
    List<Long> first = new ArrayList<>();
    List<Long> second = new ArrayList<>();
    Seeds.forEach(4, random -> first.add(random.nextLong()));
    Seeds.forEach(4, random -> second.add(random.nextLong()));
    assertThat(first).hasSize(4).doesNotHaveDuplicates().isEqualTo(second);
  }

  @Test
  void temporaryFolderIsGoneAfterwards() throws Exception {
    Path kept;
    try (TempFolder folder = TempFolder.create()) {
      kept = folder.path();
      Files.createDirectories(folder.resolve("a/b"));
      Files.writeString(folder.resolve("a/b/c"), "text");
      assertThat(kept).isDirectory();
    }
    assertThat(kept).doesNotExist();
  }
}
