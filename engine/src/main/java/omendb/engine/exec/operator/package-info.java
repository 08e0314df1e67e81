/// The operators of a running plan.
///
/// A stream is made of lanes; a lane is a source of morsels and the steps that each window goes
/// through, in one thread. What needs all of its input first (aggregation, sort, a join's build
/// side) is a source itself, which runs its input's stream into sinks when it is opened.
@NullMarked
package omendb.engine.exec.operator;

import org.jspecify.annotations.NullMarked;
