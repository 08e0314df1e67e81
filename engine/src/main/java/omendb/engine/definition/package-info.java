/// What is defined beside tables: indexes, CHECK constraints, foreign keys. Immutable words of the
/// catalog, without behaviour.
@NullMarked
package omendb.engine.definition;

import org.jspecify.annotations.NullMarked;
