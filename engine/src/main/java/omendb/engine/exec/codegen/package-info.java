/// From typed expressions to loops: Java source per kernel, compiled once per shape.
///
/// A kernel is one generated class with one loop (or a few) over the vectors of a window. Constants
/// are fields, set when a query binds the kernel, so that the source, which is also the key of the
/// cache, is the same for queries that differ in constants only.
@NullMarked
package omendb.engine.exec.codegen;

import org.jspecify.annotations.NullMarked;
