package omendb.engine;

import omendb.core.OmenException;

/// How long a client may say nothing before its connection ends.
///
/// @param error what it is told then
public record IdleLimit(long millis, OmenException error) {}
