package omendb.engine.exec.codegen;

/// Collects statements of generated Java and numbers its variables.
final class SourceWriter {
  private final StringBuilder text = new StringBuilder();
  private int variables;

  String fresh(String prefix) {
    return prefix + variables++;
  }

  void line(String statement) {
    text.append(statement).append('\n');
  }

  int length() {
    return text.length();
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
