package omendb.alex;

/// What an [AlexMap] is made of at one moment. Taken beside running writers it is approximate.
///
/// @param keys keys held
/// @param depth levels from the root to the deepest leaf, both included
/// @param innerNodes model-routed inner nodes
/// @param leafNodes gapped leaves with a model
/// @param fallbackNodes inner nodes and leaves in the plain B+-tree layout
/// @param modelErrorMean mean distance in slots between a key's predicted and its real slot
/// @param modelErrorMax largest such distance
/// @param density used slots / all slots of the leaves
/// @param keyBytes bytes of the leaves' key arrays, gaps included
/// @param payloadBytes bytes of the leaves' payload arrays, gaps included
/// @param modelBytes bytes of everything else: inner nodes, models, headers
/// @param expands leaves rebuilt with more slots
/// @param contracts leaves rebuilt with fewer slots, or merged
/// @param splitsSideways leaves split within their parent's slots
/// @param splitsDown leaves replaced by an inner node
/// @param rootGrowths times the root's key domain was widened
/// @param fallbacks leaves given up to the plain layout
public record AlexStatistics(
    long keys,
    int depth,
    long innerNodes,
    long leafNodes,
    long fallbackNodes,
    double modelErrorMean,
    int modelErrorMax,
    double density,
    long keyBytes,
    long payloadBytes,
    long modelBytes,
    long expands,
    long contracts,
    long splitsSideways,
    long splitsDown,
    long rootGrowths,
    long fallbacks) {

  /// All bytes that the map keeps on the heap.
  public long totalBytes() {
    return keyBytes + payloadBytes + modelBytes;
  }

  /// All bytes / keys; the keys and payloads themselves are 16 of them.
  public double bytesPerKey() {
    return keys == 0 ? 0 : (double) totalBytes() / keys;
  }
}
