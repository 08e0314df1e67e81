/// How long statements take before they run.
@NullMarked
package omendb.bench.planning;

import org.jspecify.annotations.NullMarked;
