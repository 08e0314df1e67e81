/// How shapes in the plane meet, and how far they are from one another.
@NullMarked
package omendb.planner.shape;

import org.jspecify.annotations.NullMarked;
