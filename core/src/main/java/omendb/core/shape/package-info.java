/// Shapes in the plane, the values of PostgreSQL's geometric types, and the arithmetic that they
/// are compared and measured with.
@NullMarked
package omendb.core.shape;

import org.jspecify.annotations.NullMarked;
