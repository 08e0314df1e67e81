/// Rows of running queries that memory has no room for: temporary files, their blocks, and who may
/// write how much. The only room that knows these files.
@NullMarked
package omendb.engine.exec.spill;

import org.jspecify.annotations.NullMarked;
