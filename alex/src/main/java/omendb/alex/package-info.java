/// The learned index.
@NullMarked
package omendb.alex;

import org.jspecify.annotations.NullMarked;
