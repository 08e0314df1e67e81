/// Immutable Arrow segments: the cold tier's files, and which of their rows are deleted.
///
/// `SegmentWriter` puts rows in key order into one Arrow IPC file whose layout `SegmentDescriptor`
/// defines; `Segment` maps the file and reads it in place; `DeleteVector` says from which commit on
/// a row of a segment is gone.
@NullMarked
package omendb.columnar;

import org.jspecify.annotations.NullMarked;
