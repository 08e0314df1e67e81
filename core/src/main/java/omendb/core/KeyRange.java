package omendb.core;

import org.jspecify.annotations.Nullable;

/// Encoded primary keys from `from` (inclusive) to `to` (exclusive); null is unbounded.
public record KeyRange(byte @Nullable [] from, byte @Nullable [] to) {}
