package omendb.columnar;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import omendb.core.ColumnType;
import org.junit.jupiter.api.Test;

final class ZoneMapTest {
  @Test
  void numbersOutsideTheBoundsRuleItOut() {
    ZoneMap zone = zone(ColumnType.INTEGER, new Bounds.Longs(10, 20));
    assertThat(zone.overlaps(null, null)).isTrue();
    assertThat(zone.overlaps(20L, null)).isTrue();
    assertThat(zone.overlaps(21L, null)).isFalse();
    assertThat(zone.overlaps(null, 10L)).isTrue();
    assertThat(zone.overlaps(null, 9)).isFalse();
    assertThat(zone.overlaps(12L, 13L)).isTrue();
    assertThat(zone.overlaps(new BigDecimal("20.5"), null)).isFalse();
    assertThat(zone.min()).isEqualTo(10L);
    assertThat(zone.max()).isEqualTo(20L);
  }

  @Test
  void decimalsCompareByValueNotByScale() {
    ZoneMap zone = zone(ColumnType.numeric(10, 2), new Bounds.Longs(100, 250));
    assertThat(zone.overlaps(new BigDecimal("2.501"), null)).isFalse();
    assertThat(zone.overlaps(new BigDecimal("2.5"), null)).isTrue();
    assertThat(zone.overlaps(null, new BigDecimal("0.999"))).isFalse();
    assertThat(zone.max()).isEqualTo(new BigDecimal("2.50"));
  }

  @Test
  void wideDecimalsAreSignedAndUuidsAreNot() {
    ZoneMap decimals = zone(ColumnType.numeric(38, 0), new Bounds.Wides(-1, -5, 0, 7));
    assertThat(decimals.min()).isEqualTo(new BigDecimal("-5"));
    assertThat(decimals.overlaps(new BigDecimal("8"), null)).isFalse();
    assertThat(decimals.overlaps(null, new BigDecimal("-6"))).isFalse();
    assertThat(decimals.overlaps(null, new BigDecimal("-5"))).isTrue();
    ZoneMap uuids = zone(ColumnType.UUID, new Bounds.Wides(1, 2, -1, -2));
    assertThat(uuids.overlaps(null, new UUID(1, 1))).isFalse();
    assertThat(uuids.overlaps(new UUID(-1, -1), null)).isFalse();
    assertThat(uuids.overlaps(new UUID(-1, -2), null)).isTrue();
  }

  @Test
  void nanIsTheGreatestDoubleAndMinusZeroIsZero() {
    ZoneMap zone = zone(ColumnType.DOUBLE, new Bounds.Doubles(0, Double.NaN));
    assertThat(zone.overlaps(Double.NaN, null)).isTrue();
    assertThat(zone.overlaps(Double.POSITIVE_INFINITY, null)).isTrue();
    assertThat(zone.overlaps(null, -0.0)).isTrue();
    assertThat(zone.overlaps(null, -1.0)).isFalse();
    assertThat(zone(ColumnType.DOUBLE, new Bounds.Doubles(0, 3)).overlaps(Double.NaN, null))
        .isFalse();
  }

  @Test
  void aCutBoundStillCoversWhatBeginsWithIt() {
    byte[] cut = "x".repeat(Bounds.BYTES_MAX).getBytes(StandardCharsets.UTF_8);
    ZoneMap zone = zone(ColumnType.TEXT, new Bounds.Bytes(new byte[] {'b'}, cut, true));
    assertThat(zone.overlaps("x".repeat(200) + "z", null)).isTrue();
    assertThat(zone.overlaps("x".repeat(63) + "y", null)).isFalse();
    assertThat(zone.overlaps(null, "a")).isFalse();
    assertThat(zone.overlaps("y", null)).isFalse();
    ZoneMap whole = zone(ColumnType.TEXT, new Bounds.Bytes(new byte[] {'b'}, cut, false));
    assertThat(whole.overlaps("x".repeat(65), null)).isFalse();
  }

  @Test
  void trailingBlanksOfCharDoNotCount() {
    Bounds bounds = new Bounds.Bytes(new byte[] {'a'}, new byte[] {'c'}, false);
    ZoneMap zone = zone(ColumnType.character(5), bounds);
    assertThat(zone.overlaps(null, "a    ")).isTrue();
    assertThat(zone.overlaps("c    ", null)).isTrue();
  }

  @Test
  void nothingButNullsMatchesNoBound() {
    ZoneMap zone = new ZoneMap(ColumnType.TEXT, 5, 5, 0, null);
    assertThat(zone.overlaps("a", null)).isFalse();
    assertThat(zone.overlaps(null, null)).isTrue();
    assertThat(zone.min()).isNull();
  }

  @Test
  void unknownBoundsRuleNothingOut() {
    assertThat(zone(ColumnType.NUMERIC, null).overlaps(BigDecimal.ONE, BigDecimal.ONE)).isTrue();
    assertThat(zone(ColumnType.INTEGER, new Bounds.Longs(1, 2)).overlaps("3", null)).isTrue();
  }

  private static ZoneMap zone(ColumnType type, Bounds bounds) {
    return new ZoneMap(type, 10, 0, 5, bounds);
  }
}
