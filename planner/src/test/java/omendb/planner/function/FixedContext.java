package omendb.planner.function;

import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import omendb.core.text.TextStyle;
import org.jspecify.annotations.Nullable;

/// A session at one moment: 2024-02-29 12:34:56.789012 UTC.
final class FixedContext implements EvalContext {
  static final long NOW = 1_709_210_096_789_012L;

  private final ZoneId zone;
  private final Map<String, String> settings = new HashMap<>();

  FixedContext(String zone) {
    this.zone = ZoneId.of(zone);
    settings.put("TimeZone", zone);
  }

  @Override
  public long statementMicros() {
    return NOW;
  }

  @Override
  public long transactionMicros() {
    return NOW;
  }

  @Override
  public long clockMicros() {
    return NOW;
  }

  @Override
  public TextStyle style() {
    return TextStyle.in(zone);
  }

  @Override
  public @Nullable String setting(String name) {
    return settings.get(name);
  }

  @Override
  public String set(String name, String value, boolean local) {
    settings.put(name, value);
    return value;
  }

  @Override
  public void checkCancelled() {}

  @Override
  public void sleep(long micros) {}

  @Override
  public double random() {
    return 0.5;
  }

  @Override
  public @Nullable Object catalog(String id, @Nullable Object[] arguments) {
    return switch (id) {
      case "regclass(text)" -> 1259L;
      case "text(regclass)" -> "pg_class";
      default -> id;
    };
  }
}
