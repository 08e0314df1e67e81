package omendb.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import omendb.core.OmenException;
import omendb.core.SqlState;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Damage of RocksDB's own manifest is an error and never an endless open.
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StoreManifestTest {
  private static final StorageOptions OPTIONS = StorageOptions.DEFAULTS.withoutBackground();
  private static final int TYPE_AT = 6;

  @TempDir Path temp;
  private Path root;
  private Path store;
  private Path manifest;
  private byte[] bytes;

  @BeforeEach
  void write() throws IOException {
    root = temp.resolve("db");
    store = root.resolve("rocksdb");
    try (Storage storage = Storage.open(root, OPTIONS)) {
      TableStore table = storage.createTable(Tables.byId(Catalog.FIRST_OID));
      for (int i = 0; i < 3; i++) {
        Tables.fill(storage, table, i * 100, i * 100 + 100);
        storage.checkpoint();
      }
    }
    manifest = store.resolve(Files.readString(store.resolve("CURRENT")).strip());
    bytes = Files.readAllBytes(manifest);
  }

  /// Where the lengths of the records are: a longer record looks as if the file had been cut.
  private Set<Integer> lengths() {
    ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    Set<Integer> all = new HashSet<>();
    for (int at = 0; at < bytes.length; at += 7 + Short.toUnsignedInt(file.getShort(at + 4))) {
      all.add(at + 4);
      all.add(at + 5);
    }
    return all;
  }

  private void flip(int at, int mask) throws IOException {
    byte[] damaged = bytes.clone();
    damaged[at] ^= (byte) mask;
    Files.write(manifest, damaged);
  }

  @Test
  void everyFlippedBitOfARecordIsNoticed() throws IOException {
    assertThatCode(() -> StoreManifest.check(store)).doesNotThrowAnyException();
    Set<Integer> lengths = lengths();
    assertThat(lengths).hasSizeGreaterThan(8);
    for (int at = 0; at < bytes.length; at++) {
      if (!lengths.contains(at)) {
        int bit = at % 8;
        flip(at, 1 << bit);
        assertThatThrownBy(() -> StoreManifest.check(store))
            .as("bit %s of byte %s", bit, at)
            .isInstanceOfSatisfying(
                OmenException.class, e -> assertThat(e.state()).isEqualTo(SqlState.DATA_CORRUPTED));
      }
    }
  }

  @Test
  void aRecordThatIsCutOffIsLeftToTheStore() throws IOException {
    Files.write(manifest, java.util.Arrays.copyOf(bytes, bytes.length - 3));
    assertThatCode(() -> StoreManifest.check(store)).doesNotThrowAnyException();
  }

  /// With this bit the first record is said to belong to a recycled file.
  @Test
  void aRecordOfARecycledFileKeepsTheFolderClosed() throws IOException {
    flip(TYPE_AT, 4);
    assertThatThrownBy(() -> Storage.open(root, OPTIONS))
        .isInstanceOfSatisfying(
            OmenException.class, e -> assertThat(e.state()).isEqualTo(SqlState.DATA_CORRUPTED));
  }
}
