package omendb.planner;

import omendb.core.text.TextStyle;
import omendb.planner.function.EvalContext;
import org.jspecify.annotations.Nullable;

/// A session in which time stands still.
public final class TestContext implements EvalContext {
  @Override
  public long statementMicros() {
    return 0;
  }

  @Override
  public long transactionMicros() {
    return 0;
  }

  @Override
  public long clockMicros() {
    return 0;
  }

  @Override
  public TextStyle style() {
    return TextStyle.UTC;
  }

  @Override
  public @Nullable String setting(String name) {
    return null;
  }

  @Override
  public String set(String name, String value, boolean local) {
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
    return null;
  }
}
