package omendb.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import omendb.core.OmenException;
import omendb.core.SqlState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {
  @TempDir Path root;

  @Test
  void aFolderInUseSaysByWhom() {
    try (DataFolder folder = DataFolder.open(root)) {
      assertThatThrownBy(() -> DataFolder.open(root))
          .isInstanceOfSatisfying(
              OmenException.class,
              e -> {
                assertThat(e.state()).isEqualTo(SqlState.OBJECT_IN_USE);
                assertThat(e.detail()).contains(String.valueOf(ProcessHandle.current().pid()));
              });
      assertThat(folder.freeBytes()).isPositive();
    }
    DataFolder.open(root).close();
  }

  @Test
  void aFolderOfAnotherVersionIsRefused() throws IOException {
    DataFolder.open(root).close();
    assertRefused(String.valueOf(DataFolder.FORMAT + 1), SqlState.FEATURE_NOT_SUPPORTED);
    assertRefused(String.valueOf(DataFolder.FORMAT - 1), SqlState.FEATURE_NOT_SUPPORTED);
    assertRefused("0", SqlState.DATA_CORRUPTED);
    assertRefused("garbage", SqlState.DATA_CORRUPTED);
  }

  private void assertRefused(String version, SqlState state) throws IOException {
    Files.writeString(root.resolve("VERSION"), version + "\n");
    assertThatThrownBy(() -> DataFolder.open(root))
        .isInstanceOfSatisfying(OmenException.class, e -> assertThat(e.state()).isEqualTo(state));
  }

  @Test
  void aFolderWithForeignFilesIsRefused() throws IOException {
    Files.writeString(root.resolve("letter.txt"), "dear reader");
    assertThatThrownBy(() -> DataFolder.open(root))
        .isInstanceOfSatisfying(
            OmenException.class, e -> assertThat(e.state()).isEqualTo(SqlState.UNDEFINED_FILE));
    assertThat(root.resolve("LOCK")).doesNotExist();
  }
}
