package omendb.engine;

import java.util.ArrayList;
import java.util.List;
import omendb.core.ColumnVector;
import omendb.core.Morsel;
import omendb.core.ValueDictionary;
import omendb.engine.exec.MorselSource;
import omendb.engine.exec.Pruning;
import omendb.storage.ScanSummary;
import omendb.storage.TableScan;
import org.jspecify.annotations.Nullable;

/// A stored table's rows for the executor: its morsels, with the columns that were asked for
/// numbered from 0.
final class StoredRows implements MorselSource {
  private final TableScan scan;
  private final List<Morsel> morsels;

  /// @param columns the table's columns to read
  StoredRows(TableScan scan, List<Integer> columns) {
    this.scan = scan;
    int[] numbers = columns.stream().mapToInt(Integer::intValue).toArray();
    this.morsels = new ArrayList<>(scan.morsels().size());
    for (Morsel morsel : scan.morsels()) {
      morsels.add(new Chosen(morsel, numbers));
    }
  }

  @Override
  public List<Morsel> morsels() {
    return morsels;
  }

  @Override
  public Pruning pruning() {
    ScanSummary summary = scan.summary();
    return new Pruning(
        summary.segments(),
        summary.segmentsPruned(),
        summary.rowGroups(),
        summary.rowGroupsPruned());
  }

  @Override
  public void close() {
    scan.close();
  }

  /// A morsel seen through a list of columns.
  private record Chosen(Morsel morsel, int[] numbers) implements Morsel {
    @Override
    public int rowCount() {
      return morsel.rowCount();
    }

    @Override
    public Tier tier() {
      return morsel.tier();
    }

    @Override
    public int load(int from, int count) {
      return morsel.load(from, count);
    }

    @Override
    public void read(int column, ColumnVector into) {
      morsel.read(numbers[column], into);
    }

    @Override
    public void readSelected(int column, int[] selection, int count, ColumnVector into) {
      morsel.readSelected(numbers[column], selection, count, into);
    }

    @Override
    public @Nullable ValueDictionary dictionary(int column) {
      return morsel.dictionary(numbers[column]);
    }

    @Override
    public void readCodes(int column, int[] codes) {
      morsel.readCodes(numbers[column], codes);
    }

    @Override
    public byte[] key(int row) {
      return morsel.key(row);
    }
  }
}
