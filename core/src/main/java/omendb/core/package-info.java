/// The words: types, schemas, keys, rows, errors.
@NullMarked
package omendb.core;

import org.jspecify.annotations.NullMarked;
