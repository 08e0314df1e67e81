/// Random reads by key, in process: ours, SQLite, H2, RocksDB.
@NullMarked
package omendb.bench.pointread;

import org.jspecify.annotations.NullMarked;
