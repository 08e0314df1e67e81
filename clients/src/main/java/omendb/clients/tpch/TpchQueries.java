package omendb.clients.tpch;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// The 22 queries in their standard text with the validation parameters (TPC-H specification, 2.4);
/// Q15 in its WITH form.
public final class TpchQueries {
  public static final int COUNT = 22;

  private TpchQueries() {}

  /// The text of a query.
  ///
  /// @param number 1 to 22
  public static String text(int number) {
    String name = String.format("q%02d.sql", number);
    try (InputStream in = TpchQueries.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalArgumentException("there is no query " + number);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
