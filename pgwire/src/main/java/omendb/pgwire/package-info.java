/// The PostgreSQL wire protocol.
@NullMarked
package omendb.pgwire;

import org.jspecify.annotations.NullMarked;
