package omendb.engine;

import org.jspecify.annotations.Nullable;

/// A role.
///
/// @param verifier `SCRAM-SHA-256$iterations:salt$StoredKey:ServerKey` as PostgreSQL stores it;
///   null when the role has no password
public record Role(
    int oid, String name, boolean superuser, boolean login, @Nullable String verifier) {}
