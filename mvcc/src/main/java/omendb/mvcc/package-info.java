/// Versions, snapshots and transactions.
@NullMarked
package omendb.mvcc;

import org.jspecify.annotations.NullMarked;
