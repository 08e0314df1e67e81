package omendb.mvcc;

import java.util.List;

/// The port through which commits become durable. Called by one thread at a time, in commit order.
public interface CommitLog extends AutoCloseable {
  /// Makes the group durable; commit numbers go up by one from record to record and from group to
  /// group. When it returns, all of the group survives a power cut. When it throws 53100 (disk
  /// full) or 54000 (too large) nothing of the group is on disk and the same numbers are used
  /// again; after any other exception the outcome is unknown and no further group is appended.
  ///
  /// @param flush false when the group need not be on disk on return: the log sees to that within a
  ///   fraction of a second, and a power cut until then loses a tail of whole commits
  void append(List<CommitRecord> group, boolean flush);

  @Override
  void close();
}
