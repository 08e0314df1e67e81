package omendb.columnar;

/// How a column's values lie in a segment. The whole column has one encoding and one width, because
/// an Arrow file has one schema; only the base differs between row groups.
public enum Encoding {
  /// Signed integers of 1, 2, 4 or 8 bytes; value = stored + base of the row group.
  NARROW(1),
  /// float4, float8 and 128-bit decimals as they are: 4, 8 or 16 bytes.
  FIXED(2),
  /// 16 bytes in big-endian order: uuid, as Arrow's `arrow.uuid`.
  UUID(3),
  /// int32 offsets and bytes.
  PLAIN(4),
  /// Signed integers of 1, 2 or 4 bytes: codes into the column's sorted dictionary.
  DICTIONARY(5);

  private final int code;

  Encoding(int code) {
    this.code = code;
  }

  /// The number that stands in the directory.
  int code() {
    return code;
  }

  static Encoding ofCode(int code) {
    for (Encoding encoding : values()) {
      if (encoding.code == code) {
        return encoding;
      }
    }
    throw new IllegalArgumentException("encoding " + code);
  }
}
