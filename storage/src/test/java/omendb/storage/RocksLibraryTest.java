package omendb.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import omendb.testkit.fault.ChildJvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RocksLibraryTest {
  private static final int KILLED = 137;

  @TempDir Path temp;

  @Test
  void aProcessThatIsKilledLeavesNoLibraryAmongTheTemporaryFiles() throws IOException {
    Path files = Files.createDirectory(temp.resolve("tmp"));
    try (ChildJvm child =
        ChildJvm.start(
            new ChildJvm.Start(
                List.of(),
                List.of("-Djava.io.tmpdir=" + files),
                RocksLibraryTest.class.getName(),
                List.of(temp.resolve("db").toString())))) {
      assertThat(child.end()).isEqualTo(KILLED);
    }
    assertThat(files).isEmptyDirectory();
  }

  /// The child.
  public static void main(String[] args) {
    try (Storage storage = Storage.open(Path.of(args[0]), StorageOptions.DEFAULTS)) {
      storage.createTable(Tables.byId(Catalog.FIRST_OID));
      Runtime.getRuntime().halt(KILLED);
    }
  }
}
