/// TPC-H: the tables, their generated rows, the 22 queries with their validation parameters.
@NullMarked
package omendb.clients.tpch;

import org.jspecify.annotations.NullMarked;
