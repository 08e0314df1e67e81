/// `omendb sql`: a prompt over the server's PostgreSQL port.
@NullMarked
package omendb.clients.sql;

import org.jspecify.annotations.NullMarked;
