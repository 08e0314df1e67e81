package omendb.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A parsed `.slt` file: records separated by blank lines, as [SqlLogic] describes them.
public final class SqlScript {
  private static final List<String> SORTS = List.of("nosort", "rowsort", "valuesort");

  private final String name;
  private final List<String> lines;
  private final List<SqlRecord> records = new ArrayList<>();
  private int next;
  private String connection = "";
  private List<String> skipped = new ArrayList<>();
  private List<String> only = new ArrayList<>();

  private SqlScript(String name, String text) {
    this.name = name;
    this.lines = text.lines().toList();
    parse();
  }

  /// @param name what failures call the file
  public static SqlScript parse(String name, String text) {
    return new SqlScript(name, text);
  }

  /// A script of this library, such as `ddl/create_table.slt`.
  public static SqlScript resource(String path) {
    return parse(path, read("/sql/" + path));
  }

  /// The paths of all scripts of this library.
  public static List<String> resources() {
    try {
      URI home = SqlScript.class.getProtectionDomain().getCodeSource().getLocation().toURI();
      Path location = Path.of(home);
      if (Files.isDirectory(location)) {
        return scripts(location.resolve("sql"));
      }
      try (FileSystem jar = FileSystems.newFileSystem(location)) {
        return scripts(jar.getPath("sql"));
      }
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> scripts(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .map(file -> folder.relativize(file).toString())
          .filter(file -> file.endsWith(".slt"))
          .sorted()
          .toList();
    }
  }

  private static String read(String resource) {
    try (InputStream in = SqlScript.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalArgumentException("there is no resource " + resource);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String name() {
    return name;
  }

  List<SqlRecord> records() {
    return records;
  }

  List<String> lines() {
    return lines;
  }

  private void parse() {
    while (next < lines.size()) {
      String line = lines.get(next).strip();
      next++;
      if (!line.isEmpty() && !line.startsWith("#")) {
        parseRecord(line.split("\\s+", 4));
      }
    }
  }

  private void parseRecord(String[] words) {
    switch (words[0]) {
      case "skipif" -> skipped.add(word(words, 1));
      case "onlyif" -> only.add(word(words, 1));
      case "connection" -> connection = word(words, 1);
      case "hash-threshold" ->
          records.add(new SqlRecord.HashThreshold(next, Integer.parseInt(word(words, 1))));
      case "halt" -> records.add(new SqlRecord.Halt(next, conditions()));
      case "statement" -> parseStatement(words);
      case "query" -> parseQuery(words);
      default -> throw malformed("unknown record \"%s\"", words[0]);
    }
  }

  private void parseStatement(String[] words) {
    int line = next;
    long count = -1;
    String sqlState = null;
    String regex = null;
    switch (word(words, 1)) {
      case "ok" -> {}
      case "count" -> count = Long.parseLong(word(words, 2));
      case "error" -> {
        sqlState = word(words, 2);
        regex = words.length > 3 ? words[3] : null;
        if (!sqlState.matches("[0-9A-Z]{5}")) {
          throw malformed("\"%s\" is not an SQLSTATE", sqlState);
        }
      }
      default -> throw malformed("a statement is ok, count or error, not \"%s\"", words[1]);
    }
    String sql = sql(false);
    records.add(
        new SqlRecord.Statement(line, conditions(), takeConnection(), sql, count, sqlState, regex));
  }

  private void parseQuery(String[] words) {
    int line = next;
    String types = word(words, 1);
    if (!types.matches("[IRT]+")) {
      throw malformed("column types are I, R and T, not \"%s\"", types);
    }
    int at = 2;
    SqlRecord.Sort sort = SqlRecord.Sort.NOSORT;
    if (words.length > at && SORTS.contains(words[at])) {
      sort = SqlRecord.Sort.valueOf(words[at].toUpperCase(Locale.ROOT));
      at++;
    }
    String label = words.length > at ? words[at] : null;
    String sql = sql(true);
    int expectedLine = next + 1;
    List<String> expected = new ArrayList<>();
    while (next < lines.size() && !lines.get(next).isEmpty()) {
      expected.add(lines.get(next));
      next++;
    }
    records.add(
        new SqlRecord.Query(
            line, conditions(), takeConnection(), sql, types, sort, label, expected, expectedLine));
  }

  /// The text up to a blank line or, for a query, up to `----`.
  private String sql(boolean query) {
    StringBuilder sql = new StringBuilder();
    while (next < lines.size()) {
      String line = lines.get(next);
      next++;
      if (query && line.equals("----")) {
        return checked(sql);
      }
      if (line.isBlank()) {
        if (query) {
          throw malformed("a query needs a line ---- before its result");
        }
        return checked(sql);
      }
      sql.append(sql.isEmpty() ? "" : "\n").append(line);
    }
    if (query) {
      throw malformed("a query needs a line ---- before its result");
    }
    return checked(sql);
  }

  private String checked(StringBuilder sql) {
    if (sql.isEmpty()) {
      throw malformed("a record needs SQL");
    }
    return sql.toString();
  }

  private SqlRecord.Conditions conditions() {
    SqlRecord.Conditions conditions = new SqlRecord.Conditions(skipped, only);
    skipped = new ArrayList<>();
    only = new ArrayList<>();
    return conditions;
  }

  private String takeConnection() {
    String taken = connection;
    connection = "";
    return taken;
  }

  private String word(@Nullable String[] words, int index) {
    String word = index < words.length ? words[index] : null;
    if (word == null) {
      throw malformed("a word is missing");
    }
    return word;
  }

  private IllegalArgumentException malformed(String format, Object... args) {
    return new IllegalArgumentException(
        name + ":" + next + ": " + String.format(Locale.ROOT, format, args));
  }
}
