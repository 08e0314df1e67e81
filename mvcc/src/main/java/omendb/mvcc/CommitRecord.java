package omendb.mvcc;

import java.util.List;

/// One transaction's writes as the commit log gets them.
///
/// @param commit the commit number
/// @param timestampMicros wall clock at the commit, microseconds since 1970 UTC
/// @param transactionId the transaction's number, unique since the start of the process
/// @param changes at most one per key
/// @param attachments in the order in which they were attached
public record CommitRecord(
    long commit,
    long timestampMicros,
    long transactionId,
    List<RowChange> changes,
    List<CommitAttachment> attachments) {}
