/// Test helpers: SQL logic tests, seeds, fail points.
@NullMarked
package omendb.testkit;

import org.jspecify.annotations.NullMarked;
