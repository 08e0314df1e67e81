/// Benchmarks against the peers, side by side in one run; answers are checked before times are
/// shown, and each ends with `RESULT` lines of `key=value` pairs.
@NullMarked
package omendb.bench;

import org.jspecify.annotations.NullMarked;
