package omendb.storage;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import omendb.core.OmenException;
import omendb.mvcc.TransactionManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the row stores small: one thread that looks at every table now and then.
///
/// The policy, per table and look:
/// 1. More hot rows than `hotRowsMax`: move down to `hotRowsKept`, rows not changed for
///    [#DWELL_LOOKS] looks first; if there are none, any that can be moved.
/// 2. More segments than `segmentsMax`: merge the smallest.
/// 3. Segments whose rows nobody reads one by one are compressed ([Cooling]).
///
/// When the row stores of all tables together press on their memory (`hotBytesMax`), rows of the
/// largest are moved first, however young. Writers who wait for that are told of each step.
///
/// One step moves at most `migrationRowsMax` rows, so that the thread never runs far ahead of the
/// commits that it holds up.
final class BackgroundMigration implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BackgroundMigration.class);
  private static final int DWELL_LOOKS = 10;

  /// Looks left out after a failure, such as a full disk, and after a merge in vain.
  private static final int REST_LOOKS = 25;

  private final Supplier<List<TableStore>> tables;
  private final StorageOptions options;
  private final LongSupplier lastCommit;
  private final BooleanSupplier failed;
  private final TransactionManager transactions;
  private final Deque<Long> commitsSeen = new ArrayDeque<>();
  private final Ticker ticker;
  private final Cooling cooling;

  /// Looks still to be left out; of the thread alone.
  private int resting;

  BackgroundMigration(Foundation foundation, Supplier<List<TableStore>> tables) {
    this.tables = tables;
    this.options = foundation.options();
    this.lastCommit = foundation.transactions()::lastCommit;
    this.failed = foundation.journal()::hasFailed;
    this.transactions = foundation.transactions();
    this.cooling = new Cooling(foundation);
    this.ticker = new Ticker("omendb-migration", options.migrationPauseMillis(), this::lookAtAll);
  }

  void start() {
    if (options.migrationPauseMillis() > 0) {
      transactions.migratesBy(ticker::wake);
      ticker.start();
    }
  }

  private void lookAtAll() {
    commitsSeen.addLast(lastCommit.getAsLong());
    if (commitsSeen.size() > DWELL_LOOKS) {
      commitsSeen.removeFirst();
    }
    transactions.lookAtSnapshots();
    transactions.maintain();
    if (resting > 0) {
      resting--;
      transactions.lookedForMemory(false);
      return;
    }
    if (!relieve()) {
      giveUp();
      return;
    }
    cooling.begin();
    for (TableStore table : tables.get()) {
      if (!look(table)) {
        giveUp();
        return;
      }
    }
  }

  private void giveUp() {
    ticker.end();
    transactions.migratesNoMore();
  }

  /// Moves rows of the largest row stores while the memory of all is short; false when there is
  /// nothing more to be done until a restart.
  private boolean relieve() {
    if (!transactions.memoryPressed()) {
      return true;
    }
    try {
      List<TableStore> largest = new ArrayList<>(tables.get());
      largest.sort(
          Comparator.comparingLong((TableStore table) -> table.hot().liveBytes()).reversed());
      boolean freed = false;
      for (TableStore table : largest) {
        while (!transactions.memoryRelaxed() && !ticker.isEnding()) {
          long moved = table.migration().moveSome(Long.MAX_VALUE, options.migrationRowsMax());
          if (moved == 0) {
            break;
          }
          freed = true;
          transactions.maintain();
          transactions.lookedForMemory(true);
        }
      }
      if (!freed) {
        transactions.lookedForMemory(false);
      }
      return true;
    } catch (OmenException e) {
      LOG.warn("freeing memory of the row stores failed: {}", e.message());
      resting = REST_LOOKS;
      transactions.lookedForMemory(false);
      return !failed.getAsBoolean();
    } catch (RuntimeException e) {
      LOG.error("migration ends", e);
      return false;
    }
  }

  /// False when there is nothing more to be done until a restart.
  private boolean look(TableStore table) {
    try {
      long tooMany = table.hot().hotRows() - options.hotRowsMax();
      if (tooMany > 0) {
        shrink(table, tooMany + options.hotRowsMax() - options.hotRowsKept());
      }
      if (table.cold().segmentCount() > options.segmentsMax() && !table.migration().merge()) {
        resting = REST_LOOKS; // a snapshot still needs what a merge would leave out
      }
      cooling.look(table);
      return true;
    } catch (OmenException e) {
      LOG.warn("migration of table \"{}\" failed: {}", table.schema().name(), e.message());
      resting = REST_LOOKS;
      return !failed.getAsBoolean();
    } catch (RuntimeException e) {
      LOG.error("migration ends", e);
      return false;
    }
  }

  private void shrink(TableStore table, long rows) {
    long left = rows;
    long aged = commitsSeen.getFirst();
    boolean anyAge = false;
    while (left > 0 && !ticker.isEnding()) {
      long moved =
          table
              .migration()
              .moveSome(anyAge ? Long.MAX_VALUE : aged, (int) Math.min(left, Integer.MAX_VALUE));
      if (moved == 0 && anyAge) {
        return;
      }
      anyAge |= moved == 0;
      left -= moved;
    }
  }

  /// Waits for the step in progress to end.
  @Override
  public void close() {
    ticker.close();
  }
}
