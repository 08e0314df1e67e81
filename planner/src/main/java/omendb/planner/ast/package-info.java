/// The syntax tree of a SQL text: sealed interfaces and records, nothing resolved yet.
///
/// Names are folded and unquoted. Every node has `pos`: where PostgreSQL would point in an error
/// message, as the 1-based number of the character (code point) in the whole text that was parsed.
/// Lists are never null; a missing part is null only where the component says `@Nullable`.
@NullMarked
package omendb.planner.ast;

import org.jspecify.annotations.NullMarked;
