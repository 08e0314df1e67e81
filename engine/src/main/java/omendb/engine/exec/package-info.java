/// Running plans: [QueryExecutor] turns a sealed plan into pipelines of generated kernels over
/// windows of rows, and runs each on morsels in parallel.
@NullMarked
package omendb.engine.exec;

import org.jspecify.annotations.NullMarked;
