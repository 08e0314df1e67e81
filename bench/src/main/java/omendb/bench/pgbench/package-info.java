/// PostgreSQL's own benchmark program over the wire: our server against PostgreSQL.
@NullMarked
package omendb.bench.pgbench;

import org.jspecify.annotations.NullMarked;
