/// How long a database takes from the start of its process to its first answer.
@NullMarked
package omendb.bench.restart;

import org.jspecify.annotations.NullMarked;
