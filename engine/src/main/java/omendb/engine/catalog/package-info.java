/// The relations and functions of `pg_catalog` and `information_schema`, computed from a session's
/// view of the definitions and from facts about PostgreSQL 15's built-in objects.
@NullMarked
package omendb.engine.catalog;

import org.jspecify.annotations.NullMarked;
