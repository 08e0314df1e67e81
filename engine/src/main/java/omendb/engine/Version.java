package omendb.engine;

/// What the server says of itself. Tools choose their catalog queries by the PostgreSQL version.
public final class Version {
  /// Our own release.
  public static final String OMENDB = "0.1.0";

  /// The PostgreSQL release whose behaviour we follow.
  public static final String SERVER = "15.18";

  static final String SERVER_NUMBER = "150018";

  /// The user and the database of a fresh folder.
  public static final String DEFAULT_NAME = "omendb";

  private Version() {}

  /// What `version()` returns.
  public static String text() {
    return "PostgreSQL "
        + SERVER
        + " (OmenDB "
        + OMENDB
        + ") on "
        + System.getProperty("os.arch", "unknown").replace("amd64", "x86_64")
        + "-pc-linux-gnu, compiled by OpenJDK "
        + Runtime.version().feature()
        + ", 64-bit";
  }
}
