package omendb.core.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class InetValueTest {
  /// PostgreSQL's order: the family, the bits that both networks have, their count, all bits.
  private static int order(InetValue a, InetValue b) {
    if (a.family() != b.family()) {
      return Integer.compare(a.family(), b.family());
    }
    int shared = Math.min(a.bits(), b.bits());
    int common =
        Arrays.compareUnsigned(
            InetValue.masked(a.address(), shared), InetValue.masked(b.address(), shared));
    if (common != 0) {
      return common;
    }
    int bits = Integer.compare(a.bits(), b.bits());
    return bits != 0 ? bits : Arrays.compareUnsigned(a.address(), b.address());
  }

  private static InetValue random(Random random) {
    byte[] address = new byte[random.nextInt(4) == 0 ? 16 : 4];
    for (int i = 0; i < address.length; i++) {
      address[i] = (byte) (random.nextInt(3) * 0x55);
    }
    return new InetValue(address, random.nextInt(address.length * 8 + 1));
  }

  @Test
  void keptFormsHaveTheOrderOfAddressesAndGiveThemBack() {
    long seed = 20_261_123;
    Random random = new Random(seed);
    InetText codec = new InetText(false);
    for (int i = 0; i < 20_000; i++) {
      InetValue a = random(random);
      InetValue b = random(random);
      assertThat(InetValue.of(a.kept())).isEqualTo(a);
      assertThat(Integer.signum(a.kept().compareTo(b.kept())))
          .as("%s and %s, seed %d", a, b, seed)
          .isEqualTo(Integer.signum(order(a, b)));
      assertThat(codec.receive(ByteBuffer.wrap(codec.send(a.kept())))).isEqualTo(a.kept());
    }
  }
}
