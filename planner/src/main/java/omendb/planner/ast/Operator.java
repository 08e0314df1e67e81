package omendb.planner.ast;

import org.jspecify.annotations.Nullable;

/// An operator's name; `schema` is given only by `OPERATOR(schema.op)`. `!=` is already `<>`.
public record Operator(@Nullable String schema, String name) {}
