/// Materialised rows in columns: growing buffers, hashing, comparing, sorting.
@NullMarked
package omendb.engine.exec.vector;

import org.jspecify.annotations.NullMarked;
