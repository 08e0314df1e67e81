/// JMH benchmarks of single parts.
@NullMarked
package omendb.bench.micro;

import org.jspecify.annotations.NullMarked;
