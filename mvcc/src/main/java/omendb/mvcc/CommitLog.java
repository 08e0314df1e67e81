package omendb.mvcc;

import java.util.List;

/// The port through which commits become durable. Called by one thread at a time, in commit order.
public interface CommitLog extends AutoCloseable {
  /// Makes the group durable; commit numbers go up by one from record to record and from group to
  /// group. When it returns, all of the group survives a power cut. When it throws 53100 nothing of
  /// the group is on disk and the same numbers are used again; after any other exception the
  /// outcome is unknown and no further group is appended.
  void append(List<CommitRecord> group);

  @Override
  void close();
}
