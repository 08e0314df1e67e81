/// Flat hash tables of groups and of join rows.
@NullMarked
package omendb.engine.exec.hash;

import org.jspecify.annotations.NullMarked;
