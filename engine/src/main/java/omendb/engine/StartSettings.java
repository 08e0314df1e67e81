package omendb.engine;

import java.util.HashMap;
import java.util.Map;
import omendb.core.OmenException;
import omendb.core.SqlState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a session begins with: the settings that ALTER ROLE and ALTER DATABASE have kept for it,
/// and before them those that the client asks for.
final class StartSettings {
  private static final Logger LOG = LoggerFactory.getLogger(StartSettings.class);

  private StartSettings() {}

  /// The request with all settings; 42501 when it asks for a role that is not the user's.
  static ConnectionRequest complete(ConnectionRequest request, Role user, CatalogState catalog) {
    Map<String, String> all = new HashMap<>();
    for (int place : new int[] {Grants.ALL_ROLES, Grants.DATABASE, user.oid()}) {
      catalog
          .grants()
          .settings(place)
          .forEach((name, value) -> {
            try {
              checkRole(name, value, user, catalog);
              all.put(name, Settings.checked(name, value));
            } catch (OmenException e) {
              // One that has become invalid must not keep its user out.
              LOG.warn("Setting {} of role {} is left out: {}", name, user.name(), e.getMessage());
            }
          });
    }
    request
        .settings()
        .forEach((name, value) -> {
          checkRole(name.toLowerCase(java.util.Locale.ROOT), value, user, catalog);
          all.put(name.toLowerCase(java.util.Locale.ROOT), value);
        });
    return all.isEmpty()
        ? request
        : new ConnectionRequest(request.user(), request.database(), request.client(), all);
  }

  private static void checkRole(String name, String value, Role user, CatalogState catalog) {
    switch (name) {
      case SessionRoles.ROLE -> {
        Role role = catalog.role(value);
        if (!value.equals("none")
            && (role == null || !SessionRoles.isMember(catalog, user.oid(), role.oid()))) {
          throw SqlState.INSUFFICIENT_PRIVILEGE.error(
              "permission denied to set role \"%s\"", value);
        }
      }
      case SessionRoles.AUTHORIZATION, "is_superuser" ->
          throw SqlState.CANT_CHANGE_RUNTIME_PARAM.error(
              "parameter \"%s\" cannot be set now", name);
      default -> {
        // No role.
      }
    }
  }

  /// 53300 when the role has as many sessions as it may.
  static void requireRoom(Role role, long sessions) {
    if (role.connectionsMax() >= 0 && !role.superuser() && sessions >= role.connectionsMax()) {
      throw SqlState.TOO_MANY_CONNECTIONS.error(
          "too many connections for role \"%s\"", role.name());
    }
  }
}
