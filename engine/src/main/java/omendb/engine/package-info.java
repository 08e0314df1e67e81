/// Database, Session, operators.
@NullMarked
package omendb.engine;

import org.jspecify.annotations.NullMarked;
