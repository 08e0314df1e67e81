/// Values as text: PostgreSQL's input and output forms of every type.
@NullMarked
package omendb.core.text;

import org.jspecify.annotations.NullMarked;
