/// The 22 TPC-H queries: ours and DuckDB over the same rows with the same number of threads.
@NullMarked
package omendb.bench.tpch;

import org.jspecify.annotations.NullMarked;
