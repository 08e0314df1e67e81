package omendb.core.text;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import omendb.core.SqlState;
import org.jspecify.annotations.Nullable;

/// Time zones by the names that PostgreSQL takes: those of the IANA database in any case,
/// abbreviations (its set `Default`), offsets, and POSIX's `NAME±hours`.
public final class ZoneNames {
  /// The abbreviations are facts of PostgreSQL's file of that name: `NAME seconds [D]`, or `NAME
  /// zone` for one whose offset has changed over the years, which stands for that zone's time.
  private static final Map<String, ZoneId> ABBREVIATIONS = new HashMap<>();

  private static final Map<String, String> REGIONS = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

  /// ISO's sign: east is positive.
  private static final Pattern OFFSET =
      Pattern.compile("([+-]?)(\\d{1,2})(?::?(\\d{2}))?(?::(\\d{2}))?");

  /// POSIX's sign: west is positive. No rules for summer.
  private static final Pattern POSIX =
      Pattern.compile(
          "(?:[A-Za-z]{3,}|<[A-Za-z0-9+-]+>)([+-]?)(\\d{1,2})(?::(\\d{2}))?(?::(\\d{2}))?");

  private static final int SECONDS_MAX = 16 * 3600;

  static {
    ZoneId.getAvailableZoneIds().forEach(id -> REGIONS.put(id, id));
    try (InputStream in = ZoneNames.class.getResourceAsStream("zone-abbreviations.txt")) {
      String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      for (String line : text.split("\n")) {
        String[] words = line.split(" ");
        ZoneId zone =
            Character.isLetter(words[1].charAt(0))
                ? ZoneId.of(words[1])
                : ZoneOffset.ofTotalSeconds(Integer.parseInt(words[1]));
        ABBREVIATIONS.put(words[0].toLowerCase(Locale.ROOT), zone);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ZoneNames() {}

  /// What an abbreviation in lower case stands for, or null.
  static @Nullable ZoneId abbreviation(String word) {
    return ABBREVIATIONS.get(word);
  }

  /// The zone with this name; an offset such as `+02` or `-3:30` has ISO's sign.
  ///
  /// @throws omendb.core.OmenException 22023 when there is none
  public static ZoneId named(String name) {
    ZoneId zone = find(name.strip());
    if (zone == null) {
      throw SqlState.INVALID_PARAMETER_VALUE.error("time zone \"%s\" not recognized", name);
    }
    return zone;
  }

  /// [#named] with null for none.
  public static @Nullable ZoneId find(String name) {
    switch (name.toUpperCase(Locale.ROOT)) {
      case "UTC", "GMT", "Z", "ZULU", "UCT" -> {
        return ZoneOffset.UTC;
      }
      default -> {}
    }
    ZoneId abbreviated = abbreviation(name.toLowerCase(Locale.ROOT));
    if (abbreviated != null) {
      return abbreviated;
    }
    String region = REGIONS.get(name);
    if (region != null) {
      return ZoneId.of(region);
    }
    Matcher offset = OFFSET.matcher(name);
    if (offset.matches()) {
      return offset(offset, 1);
    }
    Matcher posix = POSIX.matcher(name);
    return posix.matches() ? offset(posix, -1) : null;
  }

  private static @Nullable ZoneId offset(Matcher parts, int sense) {
    int seconds = number(parts.group(2)) * 3600 + number(parts.group(3)) * 60;
    seconds += number(parts.group(4));
    boolean negative = parts.group(1).equals("-");
    try {
      return seconds >= SECONDS_MAX
          ? null
          : ZoneOffset.ofTotalSeconds(negative ? -sense * seconds : sense * seconds);
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static int number(@Nullable String digits) {
    return digits == null ? 0 : Integer.parseInt(digits);
  }

  /// What the time at an instant is called in a zone: `PST`, `CEST`, `LMT`, or an offset.
  ///
  /// @param second since 1970-01-01 UTC
  public static String shortName(ZoneId zone, long second) {
    if (zone instanceof ZoneOffset offset) {
      return digits(offset);
    }
    Instant instant = Instant.ofEpochSecond(second);
    var transitions = zone.getRules().getTransitions();
    if (!transitions.isEmpty() && instant.isBefore(transitions.get(0).getInstant())) {
      return "LMT";
    }
    boolean summer = zone.getRules().isDaylightSavings(instant);
    String name = TimeZone.getTimeZone(zone).getDisplayName(summer, TimeZone.SHORT, Locale.US);
    return name.startsWith("GMT") && name.length() > 3
        ? digits(zone.getRules().getOffset(instant))
        : name;
  }

  private static String digits(ZoneOffset offset) {
    return offset.getTotalSeconds() == 0 ? "UTC" : offset.getId().replace(":00", "");
  }
}
