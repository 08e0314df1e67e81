package omendb.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import omendb.core.OmenException;
import omendb.mvcc.Transaction;
import omendb.testkit.fault.ChildJvm;

/// One data folder through many lives of [FaultWorkload]: starts the program, counts what it
/// acknowledges, and compares what the folder holds afterwards.
///
/// The check: for each worker, every acknowledged transaction is there and at most the one that was
/// under way besides; all tables hold exactly what those transactions make, each row once, by scan
/// and by key; there is no segment file that no table has.
final class FaultRun {
  static final long START_MILLIS_MAX = 120_000;

  /// A folder that does not hold what was acknowledged, or holds what was not.
  static final class Violation extends AssertionError {
    private static final long serialVersionUID = 1;

    Violation(String message, Throwable cause) {
      super(message, cause);
    }

    /// The same with a word on where it came up.
    Violation in(String what) {
      return new Violation(what + ": " + getMessage(), this);
    }
  }

  private final Path folder;
  private final FaultModel model = new FaultModel();
  private boolean begun;

  FaultRun(Path folder) {
    this.folder = folder;
  }

  /// Starts the program on the folder; returns when the workers are about to begin.
  ChildJvm start(FaultWorkload.Mode mode) {
    return opened(launch(mode, List.of()));
  }

  /// Waits until the program has recovered the folder.
  static ChildJvm opened(ChildJvm child) {
    child.await(line -> line.equals("open"), 1, START_MILLIS_MAX);
    return child;
  }

  /// Starts the program, run by what `prefix` says, and does not wait.
  ChildJvm launch(FaultWorkload.Mode mode, List<String> prefix, String... jvmOptions) {
    List<String> options = new ArrayList<>(List.of("-Domendb.failpoints=none"));
    options.addAll(Arrays.asList(jvmOptions));
    return ChildJvm.start(
        new ChildJvm.Start(
            prefix,
            options,
            FaultWorkload.class.getName(),
            List.of(folder.toString(), mode.name())));
  }

  /// Number of each worker's last acknowledged transaction, or the one known before.
  private long[] acknowledged(List<String> lines) {
    long[] last = new long[FaultModel.WORKERS];
    for (int worker = 0; worker < last.length; worker++) {
      last[worker] = model.last(worker);
    }
    for (String line : lines) {
      if (line.startsWith("a ")) {
        String[] words = line.split(" ");
        last[Integer.parseInt(words[1])] = Long.parseLong(words[2]);
      }
    }
    return last;
  }

  /// Compares the folder with what the program said.
  ///
  /// @param before lines that were heard before the fault: what they acknowledge must be there, and
  ///   none may be bad
  /// @param all lines that were heard in the end
  /// @return how many transactions the program's life has added
  long verify(List<String> before, List<String> all) {
    assertThat(before).filteredOn(line -> line.startsWith("bad")).isEmpty();
    begun |= before.contains("open");
    long[] least = acknowledged(before);
    long[] most = acknowledged(all);
    try (Storage storage = Storage.open(folder, FaultWorkload.options().withoutBackground())) {
      long[] last = FaultWorkload.progress(storage);
      if (last[0] < 0 && !begun) {
        return 0;
      }
      long added = 0;
      for (int worker = 0; worker < last.length; worker++) {
        assertThat(last[worker])
            .as("last transaction of worker %s", worker)
            .isBetween(least[worker], most[worker] + 1);
        added += last[worker] - model.last(worker);
        model.advance(worker, last[worker]);
      }
      compare(storage, model);
      return added;
    } catch (AssertionError | OmenException e) {
      throw new Violation(
          "after " + Arrays.toString(least) + " were acknowledged: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Fails unless the tables hold exactly what the model says.
  static void compare(Storage storage, FaultModel model) throws IOException {
    Set<Path> files = new HashSet<>();
    try (Transaction tx = Tables.begin(storage)) {
      for (FaultModel.Name name : FaultModel.Name.values()) {
        TableStore table = FaultWorkload.table(storage, name);
        var expected = model.expected(name);
        assertThat(Tables.scan(table, tx)).as("rows of %s", name).isEqualTo(expected);
        for (long id : expected.keySet()) {
          assertThat(Tables.get(table, tx, id)).as("row %s", id).isEqualTo(expected.get(id));
          assertThat(Tables.get(table, tx, id + 500_000)).isNull();
        }
        table.segmentFiles(files);
      }
    }
    for (Path file : files) {
      assertThat(file).exists();
    }
    File[] found =
        files.isEmpty() ? null : files.iterator().next().getParent().toFile().listFiles();
    assertThat(found == null ? 0 : found.length).as("segment files").isEqualTo(files.size());
  }
}
