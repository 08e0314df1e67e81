package omendb.engine.definition;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What may be granted on an object, in the order and with the letters of PostgreSQL's `aclitem`.
public enum Privilege {
  INSERT('a'),
  SELECT('r'),
  UPDATE('w'),
  DELETE('d'),
  TRUNCATE('D'),
  REFERENCES('x'),
  TRIGGER('t'),
  EXECUTE('X'),
  USAGE('U'),
  CREATE('C'),
  TEMPORARY('T'),
  CONNECT('c'),
  SET('s'),
  ALTER_SYSTEM('A');

  private final char letter;

  Privilege(char letter) {
    this.letter = letter;
  }

  public char letter() {
    return letter;
  }

  /// As one bit of a set.
  public int bit() {
    return 1 << ordinal();
  }

  public static int bits(Privilege... privileges) {
    int bits = 0;
    for (Privilege each : privileges) {
      bits |= each.bit();
    }
    return bits;
  }

  /// As GRANT writes it.
  public String words() {
    return name().replace('_', ' ');
  }

  /// The privilege of this name, in any case; null when there is none.
  public static @Nullable Privilege named(String name) {
    String upper = name.toUpperCase(Locale.ROOT);
    if (upper.equals("TEMP")) {
      return TEMPORARY;
    }
    for (Privilege each : values()) {
      if (each.words().equals(upper)) {
        return each;
      }
    }
    return null;
  }
}
