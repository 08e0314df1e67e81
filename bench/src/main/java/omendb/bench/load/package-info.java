/// Bulk loading through both doors, against DuckDB.
@NullMarked
package omendb.bench.load;

import org.jspecify.annotations.NullMarked;
