/// Durable single-row updates, in process: ours, SQLite, RocksDB, and the disk's own flush.
@NullMarked
package omendb.bench.commit;

import org.jspecify.annotations.NullMarked;
