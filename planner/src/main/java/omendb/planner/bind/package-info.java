/// Names and types: the syntax tree becomes typed expressions and a relational tree, by
/// PostgreSQL's rules.
@NullMarked
package omendb.planner.bind;

import org.jspecify.annotations.NullMarked;
