package omendb.core.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class ZonedTimeTest {
  private final ZonedTime codec = new ZonedTime();

  @Test
  void keepsTimeAndDistanceToTheLimits() {
    for (String text :
        new String[] {"00:00:00+15:59:59", "24:00:00-15:59:59", "23:59:59.999999+00:00:01"}) {
      long kept = (Long) codec.parse(text);
      TextBuffer out = new TextBuffer(16);
      codec.format(kept, TextStyle.UTC, out);
      assertThat(out.toString()).isEqualTo(text);
      assertThat(ZonedTime.of(ZonedTime.micros(kept), ZonedTime.offset(kept))).isEqualTo(kept);
      assertThat(codec.receive(ByteBuffer.wrap(codec.send(kept)))).isEqualTo(kept);
    }
  }

  @Test
  void keptNumbersHaveTheOrderOfUtcAndThenWestwards() {
    String[] ascending = {
      "00:00:00+15",
      "00:00:00+14:59",
      "09:00+02",
      "08:00+01",
      "07:00+00",
      "06:00-01",
      "07:00:00.000001+00",
      "24:00-15"
    };
    for (int i = 1; i < ascending.length; i++) {
      assertThat((Long) codec.parse(ascending[i - 1])).isLessThan((Long) codec.parse(ascending[i]));
    }
  }

  @Test
  void sendsSecondsWestOfUtc() {
    ByteBuffer sent = ByteBuffer.wrap(codec.send(codec.parse("04:05:06-08")));
    assertThat(sent.getLong()).isEqualTo(14_706_000_000L);
    assertThat(sent.getInt()).isEqualTo(28_800);
  }

  @Test
  void refusesWhatIsNoTime() {
    ByteBuffer late = ByteBuffer.allocate(12).putLong(86_400_000_001L).putInt(0).flip();
    assertThatThrownBy(() -> codec.receive(late)).hasMessageContaining("time out of range");
    ByteBuffer far = ByteBuffer.allocate(12).putLong(0).putInt(57_600).flip();
    assertThatThrownBy(() -> codec.receive(far)).hasMessageContaining("time zone displacement");
  }
}
