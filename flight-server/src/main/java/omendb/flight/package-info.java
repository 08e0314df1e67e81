/// Arrow Flight SQL.
@NullMarked
package omendb.flight;

import org.jspecify.annotations.NullMarked;
