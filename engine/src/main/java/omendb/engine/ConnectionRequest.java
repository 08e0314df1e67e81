package omendb.engine;

import java.util.Map;

/// What a door knows of a client after authentication.
///
/// @param user an existing role that may log in
/// @param database the database asked for; there is one, `omendb`
/// @param client the peer's address as text, for the activity view
/// @param settings start-up settings by name (`application_name`, `DateStyle`, …)
public record ConnectionRequest(
    String user, String database, String client, Map<String, String> settings) {
  public ConnectionRequest {
    settings = Map.copyOf(settings);
  }
}
