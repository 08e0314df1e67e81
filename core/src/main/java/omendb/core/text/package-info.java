/// Values as text: PostgreSQL's input and output forms of every type. Paths into JSON values are
/// kept as their parts here too (ISO/IEC 9075-2:2016, 9.39; PostgreSQL, "The SQL/JSON Path
/// Language").
@NullMarked
package omendb.core.text;

import org.jspecify.annotations.NullMarked;
