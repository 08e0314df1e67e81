package omendb.mvcc;

import omendb.alex.AlexStatistics;

/// What the hot part of one table is made of.
///
/// @param rows row entries in use: live, deleted and not yet collected, moved and not yet reclaimed
/// @param movedRows of these, rows that a migration moved and an older table version still needs
/// @param liveBytes native bytes of versions, keys and groups in use
/// @param nativeBytes native bytes held, free blocks included
/// @param garbageQueue rows waiting for the watermark to pass
/// @param retiredQueue blocks waiting for the last reader to pass
/// @param index the learned index over the first 8 bytes of the keys
public record HotStatistics(
    long rows,
    long movedRows,
    long liveBytes,
    long nativeBytes,
    long garbageQueue,
    long retiredQueue,
    AlexStatistics index) {}
