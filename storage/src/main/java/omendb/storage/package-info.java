/// The durable table, hot and cold.
@NullMarked
package omendb.storage;

import org.jspecify.annotations.NullMarked;
