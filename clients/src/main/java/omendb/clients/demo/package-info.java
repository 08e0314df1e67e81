/// `omendb demo`: the main job on generated data, watched from outside over both wires.
@NullMarked
package omendb.clients.demo;

import org.jspecify.annotations.NullMarked;
