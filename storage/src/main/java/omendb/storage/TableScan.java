package omendb.storage;

import java.util.List;
import omendb.core.Morsel;

/// One reading of a table in one snapshot, cut into morsels for several threads. Until it is
/// closed, the addresses that its morsels gave stay valid.
public final class TableScan implements AutoCloseable {
  private final ColdTier cold;
  private final TableVersion version;
  private final Runnable hotEnd;
  private final List<Morsel> morsels;
  private final ScanSummary summary;
  private boolean closed;

  TableScan(ColdTier cold, TableVersion version, Runnable hotEnd, ScanBuilder builder) {
    this.cold = cold;
    this.version = version;
    this.hotEnd = hotEnd;
    this.morsels = List.copyOf(builder.morsels());
    this.summary = builder.summary(version);
  }

  /// Cold pieces first, then hot ones, then the transaction's own rows. Each is for one thread.
  ///
  /// A column is named by its index in the table's schema.
  public List<Morsel> morsels() {
    return morsels;
  }

  /// What was pruned and what is left, for EXPLAIN.
  public ScanSummary summary() {
    return summary;
  }

  /// Ends the lease of the table version. Closing twice is harmless.
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      hotEnd.run();
      cold.release(version);
    }
  }
}
