package omendb.engine.copy;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.planner.ast.Option;

/// The options of a COPY, checked.
///
/// @param binary true for values in binary form, to which no other option applies
/// @param delimiter one ASCII byte
/// @param nullText what stands for NULL
/// @param quote the csv quote, one ASCII byte
/// @param escape the csv escape, one ASCII byte
/// @param forceQuote columns quoted whenever they are not NULL; `*` for all
/// @param forceNotNull columns never read as NULL
/// @param forceNull columns whose quoted null text is NULL too
public record CopyFormat(
    boolean binary,
    boolean csv,
    byte delimiter,
    String nullText,
    boolean header,
    boolean matchHeader,
    byte quote,
    byte escape,
    Set<String> forceQuote,
    Set<String> forceNotNull,
    Set<String> forceNull) {

  /// Reads the options as PostgreSQL does; 42601, 22023 or 0A000 for what makes no sense.
  public static CopyFormat of(List<Option> options, boolean from) {
    Builder builder = new Builder();
    for (Option option : options) {
      builder.take(option);
    }
    return builder.build(from);
  }

  byte[] nullBytes() {
    return nullText.getBytes(StandardCharsets.UTF_8);
  }

  private static final class Builder {
    private final Set<String> taken = new HashSet<>();
    private boolean binary;
    private boolean csv;
    private String delimiter = "";
    private @org.jspecify.annotations.Nullable String nullText;
    private boolean header;
    private boolean matchHeader;
    private String quote = "";
    private String escape = "";
    private Set<String> forceQuote = Set.of();
    private Set<String> forceNotNull = Set.of();
    private Set<String> forceNull = Set.of();

    void take(Option option) {
      if (!taken.add(option.name())) {
        throw SqlState.SYNTAX_ERROR.error("conflicting or redundant options").at(option.pos());
      }
      String value = option.value();
      switch (option.name()) {
        case "format" -> format(option);
        case "delimiter" -> delimiter = text(option);
        case "null" -> nullText = text(option);
        case "quote" -> quote = text(option);
        case "escape" -> escape = text(option);
        case "header" -> {
          matchHeader = value != null && value.equalsIgnoreCase("match");
          header = matchHeader || bool(option);
        }
        case "force_quote" -> forceQuote = Set.copyOf(option.values());
        case "force_not_null" -> forceNotNull = Set.copyOf(option.values());
        case "force_null" -> forceNull = Set.copyOf(option.values());
        case "freeze" -> bool(option);
        case "encoding" -> encoding(option);
        default ->
            throw SqlState.SYNTAX_ERROR
                .error("option \"%s\" not recognized", option.name())
                .at(option.pos());
      }
    }

    private void format(Option option) {
      switch (text(option).toLowerCase(Locale.ROOT)) {
        case "text" -> csv = false;
        case "csv" -> csv = true;
        case "binary" -> binary = true;
        default ->
            throw SqlState.INVALID_PARAMETER_VALUE
                .error("COPY format \"%s\" not recognized", text(option))
                .at(option.pos());
      }
    }

    private static void encoding(Option option) {
      String name = text(option).replaceAll("[-_ ]", "").toUpperCase(Locale.ROOT);
      if (!name.equals("UTF8") && !name.equals("UNICODE")) {
        throw SqlState.FEATURE_NOT_SUPPORTED
            .error("COPY in encoding \"%s\" is not supported", text(option))
            .at(option.pos());
      }
    }

    /// 42601 for options that values in binary form have no use for.
    private void requireNoText() {
      String given = !delimiter.isEmpty() ? "DELIMITER" : nullText != null ? "NULL" : null;
      if (given != null) {
        throw SqlState.SYNTAX_ERROR.error("cannot specify %s in BINARY mode", given);
      }
      if (header) {
        throw SqlState.FEATURE_NOT_SUPPORTED.error("cannot specify HEADER in BINARY mode");
      }
    }

    CopyFormat build(boolean from) {
      if (binary) {
        requireNoText();
      }
      String marker = nullText == null ? (csv ? "" : "\\N") : nullText;
      byte separator = one("delimiter", delimiter.isEmpty() ? (csv ? "," : "\t") : delimiter);
      if (!csv && (!quote.isEmpty() || !escape.isEmpty())) {
        throw SqlState.FEATURE_NOT_SUPPORTED.error(
            "COPY %s available only in CSV mode", quote.isEmpty() ? "escape" : "quote");
      }
      if (matchHeader && !from) {
        throw SqlState.FEATURE_NOT_SUPPORTED.error("cannot use \"match\" with HEADER in COPY TO");
      }
      if (marker.contains("\n") || marker.contains("\r")) {
        throw SqlState.INVALID_PARAMETER_VALUE.error(
            "COPY null representation cannot use newline or carriage return");
      }
      if (!csv && "\\.abcdefghijklmnopqrstuvwxyz0123456789".indexOf(separator) >= 0) {
        throw SqlState.INVALID_PARAMETER_VALUE.error("COPY delimiter cannot be \"%s\"", delimiter);
      }
      byte quoteByte = one("quote", quote.isEmpty() ? "\"" : quote);
      if (csv && quoteByte == separator) {
        throw SqlState.INVALID_PARAMETER_VALUE.error("COPY delimiter and quote must be different");
      }
      byte escapeByte = escape.isEmpty() ? quoteByte : one("escape", escape);
      return new CopyFormat(
          binary,
          csv,
          separator,
          marker,
          header,
          matchHeader,
          quoteByte,
          escapeByte,
          forceQuote,
          forceNotNull,
          forceNull);
    }

    private static byte one(String what, String text) {
      if (text.length() != 1 || text.charAt(0) > 0x7f || text.equals("\n") || text.equals("\r")) {
        throw SqlState.FEATURE_NOT_SUPPORTED.error(
            "COPY %s must be a single one-byte character", what);
      }
      return (byte) text.charAt(0);
    }

    private static String text(Option option) {
      String value = option.value();
      if (value == null) {
        throw missing(option);
      }
      return value;
    }

    private static boolean bool(Option option) {
      String value = option.value();
      return switch (value == null ? "on" : value.toLowerCase(Locale.ROOT)) {
        case "on", "true", "1" -> true;
        case "off", "false", "0" -> false;
        default ->
            throw SqlState.SYNTAX_ERROR
                .error("%s requires a Boolean value", option.name())
                .at(option.pos());
      };
    }

    private static OmenException missing(Option option) {
      return SqlState.SYNTAX_ERROR.error("%s requires a parameter", option.name()).at(option.pos());
    }
  }
}
