package omendb.engine;

import omendb.core.SqlState;

/// A message beside the result: a warning or a notice.
///
/// @param severity `WARNING`, `NOTICE`, …
public record Notice(String severity, SqlState state, String message) {}
