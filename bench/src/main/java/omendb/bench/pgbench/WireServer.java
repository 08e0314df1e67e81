package omendb.bench.pgbench;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/// A server in processes of its own that speaks PostgreSQL's protocol on a loopback port.
interface WireServer extends AutoCloseable {
  String name();

  int port();

  String user();

  String database();

  /// CPU that all of its processes have used so far, user and system, in clock ticks.
  long cpuTicks() throws IOException;

  default Connection connect() throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", user());
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + port() + "/" + database(), properties);
  }

  @Override
  void close() throws IOException, InterruptedException;
}
