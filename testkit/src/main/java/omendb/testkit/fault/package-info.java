/// Drivers of faults: a process is killed, the power is cut, the disk is full, a sync fails, bits
/// flip. They know nothing of what they break; `docs/reliability.md` has the fault model.
@NullMarked
package omendb.testkit.fault;

import org.jspecify.annotations.NullMarked;
