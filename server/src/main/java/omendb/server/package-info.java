/// The program.
@NullMarked
package omendb.server;

import org.jspecify.annotations.NullMarked;
