/// Arrow segments.
@NullMarked
package omendb.columnar;

import org.jspecify.annotations.NullMarked;
