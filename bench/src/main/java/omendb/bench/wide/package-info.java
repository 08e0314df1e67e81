/// Queries over one wide table, against DuckDB.
@NullMarked
package omendb.bench.wide;

import org.jspecify.annotations.NullMarked;
