package omendb.engine.catalog;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads the tables of facts beside this class: lines of fields parted by tabs, `\N` for NULL,
/// backslashes doubled.
final class Facts {
  private static final Pattern ESCAPE = Pattern.compile("\\\\(.)");

  private Facts() {}

  static List<String> lines(String name) {
    try (InputStream in = Facts.class.getResourceAsStream(name + ".tsv")) {
      if (in == null) {
        throw new IllegalStateException("missing resource " + name);
      }
      BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      return reader.lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String[] fields(String line) {
    return line.split("\t", -1);
  }

  /// A field's text, null for NULL.
  static @Nullable String text(String field) {
    if (field.equals("\\N")) {
      return null;
    }
    return field.indexOf('\\') < 0 ? field : ESCAPE.matcher(field).replaceAll("$1");
  }
}
