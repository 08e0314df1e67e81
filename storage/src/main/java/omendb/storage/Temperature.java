package omendb.storage;

/// How often single rows of a segment are read or deleted. Scans do not count: they read a plain
/// segment in place and a compressed one from what is kept decompressed.
///
/// Readers count without locks and may lose one another's steps; one thread looks.
final class Temperature {
  private int touches;
  private int seen;
  private long quietMillis;

  /// What should become of a segment.
  enum Wish {
    STAY,
    COMPRESS,
    MAKE_PLAIN
  }

  void touch() {
    touches++;
  }

  /// Reads since the last look decide together with those of the looks before.
  ///
  /// @param lookMillis time since the last look
  Wish look(boolean compressed, CoolingOptions rules, long lookMillis) {
    int now = touches;
    int reads = now - seen;
    seen = now;
    quietMillis = reads < rules.readsMin() ? quietMillis + lookMillis : 0;
    if (rules.dwellMillis() == 0) {
      return Wish.STAY;
    }
    if (compressed) {
      return reads > rules.readsMax() ? Wish.MAKE_PLAIN : Wish.STAY;
    }
    return quietMillis >= rules.dwellMillis() ? Wish.COMPRESS : Wish.STAY;
  }
}
