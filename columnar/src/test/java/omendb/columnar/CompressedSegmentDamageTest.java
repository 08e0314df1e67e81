package omendb.columnar;

/// The same for a compressed segment.
final class CompressedSegmentDamageTest extends SegmentDamageTest {
  @Override
  SegmentOptions options() {
    return super.options().withZstd(3);
  }
}
