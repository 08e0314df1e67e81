/// What versions, snapshots and locks add to a read and to an update.
@NullMarked
package omendb.bench.overhead;

import org.jspecify.annotations.NullMarked;
