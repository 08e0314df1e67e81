/// How long the virtual machine stops the server's threads.
@NullMarked
package omendb.bench.gc;

import org.jspecify.annotations.NullMarked;
