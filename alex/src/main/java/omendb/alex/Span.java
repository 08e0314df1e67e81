package omendb.alex;

/// The keys that a node answers for, both ends included.
record Span(long low, long high) {
  static final Span ALL = new Span(Long.MIN_VALUE, Long.MAX_VALUE);

  static Span of(Node node) {
    return new Span(node.low(), node.high());
  }
}
