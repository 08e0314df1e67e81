/// COPY's text and csv formats: bytes to fields and fields to bytes.
@NullMarked
package omendb.engine.copy;

import org.jspecify.annotations.NullMarked;
