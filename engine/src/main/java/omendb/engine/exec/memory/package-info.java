/// Memory of running queries: budgets and native arenas.
@NullMarked
package omendb.engine.exec.memory;

import org.jspecify.annotations.NullMarked;
