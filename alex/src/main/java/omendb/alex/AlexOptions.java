package omendb.alex;

/// How an [AlexMap] lays out its nodes. [#DEFAULTS] suits everything that was measured; the other
/// values exist for tests (tiny leaves force every structure change) and for comparisons.
///
/// @param leafSlotsMax most slots of a leaf whose keys follow its line; bounds what one structure
///   change copies and keeps every array below the size that a garbage collector treats apart
/// @param hardLeafSlotsMax most slots of a leaf whose keys do not follow a line well
/// @param leafKeysMin a leaf is not split for speed below twice this many keys
/// @param fanoutMax most child slots of an inner node, a power of two
/// @param bulkDensity share of used slots in a leaf after a bulk load
/// @param densityMax share of used slots at which a leaf is expanded or split
/// @param expandDensity share of used slots after an expansion
/// @param learned `false` turns the map into a plain B+-tree of the same operations and the same
///   concurrency: the layout that [AlexMap] falls back to where keys defeat its models
public record AlexOptions(
    int leafSlotsMax,
    int hardLeafSlotsMax,
    int leafKeysMin,
    int fanoutMax,
    double bulkDensity,
    double densityMax,
    double expandDensity,
    boolean learned) {

  public static final AlexOptions DEFAULTS =
      new AlexOptions(16 * 1024, 2 * 1024, 128, 64 * 1024, 0.7, 0.82, 0.62, true);

  /// The same operations over binary-searched nodes only.
  public static final AlexOptions PLAIN = DEFAULTS.withLearned(false);

  public AlexOptions {
    require(leafSlotsMax >= 8 && leafSlotsMax <= 1 << 20, "leafSlotsMax");
    require(hardLeafSlotsMax >= 8 && hardLeafSlotsMax <= leafSlotsMax, "hardLeafSlotsMax");
    require(leafKeysMin >= 2 && leafKeysMin <= hardLeafSlotsMax / 2, "leafKeysMin");
    require(fanoutMax >= 4 && Integer.bitCount(fanoutMax) == 1, "fanoutMax");
    require(bulkDensity > 0.2 && bulkDensity <= 1, "bulkDensity");
    require(densityMax > 0.3 && densityMax <= 0.95, "densityMax");
    require(expandDensity > 0.2 && expandDensity < densityMax, "expandDensity");
  }

  /// These options with leaves of at most `slots` slots.
  public AlexOptions withLeafSlotsMax(int slots) {
    int hard = Math.min(hardLeafSlotsMax, slots);
    return new AlexOptions(
        slots,
        hard,
        Math.min(leafKeysMin, Math.max(2, hard / 4)),
        fanoutMax,
        bulkDensity,
        densityMax,
        expandDensity,
        learned);
  }

  /// These options with or without models.
  public AlexOptions withLearned(boolean value) {
    return new AlexOptions(
        leafSlotsMax,
        hardLeafSlotsMax,
        leafKeysMin,
        fanoutMax,
        bulkDensity,
        densityMax,
        expandDensity,
        value);
  }

  /// These options with inner nodes of at most `slots` child slots.
  public AlexOptions withFanoutMax(int slots) {
    return new AlexOptions(
        leafSlotsMax,
        hardLeafSlotsMax,
        leafKeysMin,
        slots,
        bulkDensity,
        densityMax,
        expandDensity,
        learned);
  }

  private static void require(boolean condition, String name) {
    if (!condition) {
      throw new IllegalArgumentException("out of range: " + name);
    }
  }
}
