package omendb.engine.exec.operator;

import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.Map;
import omendb.core.ColumnType;
import omendb.core.ColumnVector;
import omendb.core.Morsel;
import omendb.core.OmenException;
import omendb.core.ValueDictionary;

/// A condition on one column of bytes that is evaluated once per value of the column's dictionary;
/// rows are then chosen by their codes.
///
/// A value may stand in a dictionary though no visible row has it. When the condition fails for
/// some value, the dictionary is left alone and rows are evaluated one by one.
final class CodeFilter {
  private static final byte[] UNUSABLE = {};

  private final int column;
  private final MorselReader.Filter rows;
  private final ColumnVector values;
  private final Map<ValueDictionary, byte[]> verdicts = new IdentityHashMap<>();
  private final int[] codes = new int[Morsel.WINDOW_ROWS];
  private final int[] passed = new int[Morsel.WINDOW_ROWS];

  CodeFilter(int column, ColumnType type, MorselReader.Filter rows) {
    this.column = column;
    this.rows = rows;
    this.values = new ColumnVector(type, Morsel.WINDOW_ROWS);
  }

  /// What the condition says of each code, the one of NULL first; empty when rows are to be
  /// evaluated.
  byte[] verdicts(Morsel morsel, ColumnVector[] vectors) {
    ValueDictionary dictionary = morsel.dictionary(column);
    if (dictionary == null || dictionary.size() > morsel.rowCount() / 2) {
      return UNUSABLE;
    }
    byte[] known = verdicts.get(dictionary);
    if (known == null) {
      known = evaluate(dictionary, vectors);
      verdicts.put(dictionary, known);
    }
    return known;
  }

  private byte[] evaluate(ValueDictionary dictionary, ColumnVector[] vectors) {
    byte[] result = new byte[dictionary.size() + 1];
    ColumnVector[] entries = Arrays.copyOf(vectors, vectors.length);
    entries[column] = values;
    try {
      values.hasNulls = true;
      values.nulls[0] = 1;
      values.lengths[0] = 0;
      result[0] = (byte) rows.filter(entries, 1, passed);
      values.hasNulls = false;
      for (int from = 0; from < dictionary.size(); from += Morsel.WINDOW_ROWS) {
        int count = Math.min(Morsel.WINDOW_ROWS, dictionary.size() - from);
        for (int i = 0; i < count; i++) {
          values.longs[i] = dictionary.address(from + i);
          values.lengths[i] = dictionary.length(from + i);
        }
        int kept = rows.filter(entries, count, passed);
        for (int i = 0; i < kept; i++) {
          result[1 + from + passed[i]] = 1;
        }
      }
      return result;
    } catch (OmenException e) {
      return UNUSABLE;
    }
  }

  /// Writes the rows whose code passes, ascending; returns how many.
  ///
  /// @param chosen the window's rows to look at, or null for the first `count`
  int filter(
      byte[] known,
      Morsel morsel,
      int @org.jspecify.annotations.Nullable [] chosen,
      int count,
      int[] selection) {
    morsel.readCodes(column, codes);
    int kept = 0;
    for (int i = 0; i < count; i++) {
      selection[kept] = i;
      kept += known[1 + codes[chosen == null ? i : chosen[i]]];
    }
    return kept;
  }
}
