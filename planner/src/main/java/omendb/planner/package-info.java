/// SQL text to plan.
@NullMarked
package omendb.planner;

import org.jspecify.annotations.NullMarked;
