/// Benchmarks against the peers.
@NullMarked
package omendb.bench;

import org.jspecify.annotations.NullMarked;
