/// PostgreSQL's functions, operators and casts: their signatures, by which the binder resolves
/// calls, and their implementations, which the evaluator and generated code call.
@NullMarked
package omendb.planner.function;

import org.jspecify.annotations.NullMarked;
