package omendb.server;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/// Where a setting comes from when no flag gives it: the environment (`OMENDB_PG_PORT` for
/// `--pg-port`), then `omendb.conf` in the working folder or where `OMENDB_CONF` says (`pg-port =
/// 5433`).
final class ConfigSources implements IDefaultValueProvider {
  private final Properties file = load();

  @Override
  public @Nullable String defaultValue(ArgSpec argument) {
    if (!(argument instanceof OptionSpec option)) {
      return null;
    }
    String name = option.longestName().replaceFirst("^--", "");
    String environment = "OMENDB_" + name.toUpperCase(Locale.ROOT).replace('-', '_');
    String value = System.getenv(environment);
    return value != null ? value : file.getProperty(name);
  }

  private static Properties load() {
    Properties properties = new Properties();
    String named = System.getenv("OMENDB_CONF");
    Path path = Path.of(named == null ? "omendb.conf" : named);
    if (Files.isRegularFile(path)) {
      try (Reader reader = Files.newBufferedReader(path)) {
        properties.load(reader);
      } catch (IOException e) {
        throw omendb.core.SqlState.IO_ERROR.error(
            "could not read %s: %s", path, String.valueOf(e.getMessage()));
      }
    }
    return properties;
  }
}
