package omendb.storage;

import omendb.mvcc.CommitAttachment;

/// An attachment that has entries of its own in the commit's log record.
interface DurableAttachment extends CommitAttachment {
  /// Adds the entries. Called under the commit order, after [#validate].
  void write(LogBatch batch, long commit);
}
