/// Benchmarks of the learned index against a B+-tree and the JDK's ordered maps.
@NullMarked
package omendb.bench.alex;

import org.jspecify.annotations.NullMarked;
