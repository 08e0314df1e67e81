package omendb.engine.definition;

import static omendb.engine.definition.Privilege.*;

/// The kinds of objects that privileges are granted on.
public enum Securable {
  TABLE("table", 'r', bits(INSERT, SELECT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER), 0),
  COLUMN("column", 'c', bits(INSERT, SELECT, UPDATE, REFERENCES), 0),
  SEQUENCE("sequence", 'S', bits(SELECT, UPDATE, USAGE), 0),
  DATABASE("database", 'd', bits(CREATE, TEMPORARY, CONNECT), bits(TEMPORARY, CONNECT)),
  SCHEMA("schema", 'n', bits(USAGE, CREATE), 0),
  TYPE("type", 'T', bits(USAGE), bits(USAGE)),
  FUNCTION("function", 'f', bits(EXECUTE), bits(EXECUTE));

  private final String word;
  private final char letter;
  private final int all;
  private final int everyone;

  Securable(String word, char letter, int all, int everyone) {
    this.word = word;
    this.letter = letter;
    this.all = all;
    this.everyone = everyone;
  }

  /// As messages name it.
  public String word() {
    return word;
  }

  /// As `pg_default_acl.defaclobjtype` names it.
  public char letter() {
    return letter;
  }

  /// All privileges that there are on it, which its owner has from the start.
  public int all() {
    return all;
  }

  /// The privileges that everybody has from the start.
  public int everyone() {
    return everyone;
  }

  public static Securable of(char letter) {
    for (Securable each : values()) {
      if (each.letter == letter) {
        return each;
      }
    }
    throw new IllegalArgumentException("no kind of object: " + letter);
  }
}
