/// SQL text to syntax tree, by hand: a scanner over characters, then recursive descent with a
/// precedence-climbing expression parser. It accepts what PostgreSQL 15 accepts and reports syntax
/// errors in its words, at its positions. [omendb.planner.parse.SqlParser] is the way in.
@NullMarked
package omendb.planner.parse;

import org.jspecify.annotations.NullMarked;
