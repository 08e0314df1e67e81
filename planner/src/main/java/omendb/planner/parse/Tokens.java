package omendb.planner.parse;

import java.util.Arrays;
import omendb.core.OmenException;
import org.jspecify.annotations.Nullable;

/// The tokens of a text, as parallel arrays; the last one is [Token#END].
final class Tokens {
  final String text;
  int count;
  byte[] kinds;
  Keyword[] keywords;

  /// UTF-16 offsets, end exclusive.
  int[] starts;

  int[] ends;

  /// The value of a string or quoted identifier whose text is not simply what is between its
  /// quotes; null for all the others.
  @Nullable String[] values;

  /// What is wrong with the last token when it is a [Token#ERROR].
  @Nullable OmenException error;

  /// The offset up to which `pairs` counts surrogate pairs; only used if the text has any.
  private int countedTo;

  private int pairs;
  private final boolean hasPairs;
  private int[] positions;

  Tokens(String text) {
    this.text = text;
    int guess = text.length() / 4 + 8;
    kinds = new byte[guess];
    keywords = new Keyword[guess];
    starts = new int[guess];
    ends = new int[guess];
    values = new String[guess];
    hasPairs = containsPairs(text);
    positions = hasPairs ? new int[guess] : new int[0];
  }

  private static boolean containsPairs(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isHighSurrogate(text.charAt(i))) {
        return true;
      }
    }
    return false;
  }

  void add(int kind, Keyword keyword, int start, int end, @Nullable String value) {
    if (count == kinds.length) {
      grow();
    }
    kinds[count] = (byte) kind;
    keywords[count] = keyword;
    starts[count] = start;
    ends[count] = end;
    values[count] = value;
    if (hasPairs) {
      positions[count] = position(start);
    }
    count++;
  }

  /// The 1-based number of the code point at an offset; offsets must not go backwards much.
  int position(int offset) {
    if (!hasPairs) {
      return offset + 1;
    }
    if (offset < countedTo) {
      return text.codePointCount(0, offset) + 1;
    }
    pairs += offset - countedTo - text.codePointCount(countedTo, offset);
    countedTo = offset;
    return offset - pairs + 1;
  }

  /// The position of a token.
  int positionOf(int token) {
    return hasPairs ? positions[token] : starts[token] + 1;
  }

  String raw(int token) {
    return text.substring(starts[token], ends[token]);
  }

  /// Marks the token before the last one if it is NULLS.
  void markNullsOrder() {
    if (count > 1 && keywords[count - 2] == Keyword.NULLS) {
      kinds[count - 2] = Token.NULLS_ORDER;
    }
  }

  private void grow() {
    int size = count * 2;
    kinds = Arrays.copyOf(kinds, size);
    keywords = Arrays.copyOf(keywords, size);
    starts = Arrays.copyOf(starts, size);
    ends = Arrays.copyOf(ends, size);
    values = Arrays.copyOf(values, size);
    if (hasPairs) {
      positions = Arrays.copyOf(positions, size);
    }
  }
}
