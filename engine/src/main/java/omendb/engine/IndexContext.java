package omendb.engine;

import omendb.core.SqlState;
import omendb.core.text.TextStyle;
import omendb.planner.function.EvalContext;
import org.jspecify.annotations.Nullable;

/// Where expressions of indexes are computed: the same for every session, so that whoever removes
/// an entry computes the values of whoever made it.
final class IndexContext implements EvalContext {
  static final IndexContext ONLY = new IndexContext();

  private IndexContext() {}

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
    throw unstable();
  }

  @Override
  public void checkCancelled() {}

  @Override
  public void sleep(long micros) {
    throw unstable();
  }

  @Override
  public double random() {
    throw unstable();
  }

  @Override
  public @Nullable Object catalog(String id, @Nullable Object[] arguments) {
    throw unstable();
  }

  private static omendb.core.OmenException unstable() {
    return SqlState.INVALID_OBJECT_DEFINITION.error(
        "functions in index expression must be marked IMMUTABLE");
  }
}
