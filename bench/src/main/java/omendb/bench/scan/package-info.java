/// How fast one column is read, against a plain loop.
@NullMarked
package omendb.bench.scan;

import org.jspecify.annotations.NullMarked;
