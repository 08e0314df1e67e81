package omendb.storage;

import omendb.mvcc.MvccStatistics;

/// What all tables of a data folder amount to at one moment.
///
/// @param tables tables
/// @param hotRows rows in row stores
/// @param coldRows rows in segments that are not deleted
/// @param segments segments
/// @param coldBytes bytes of the segment files
/// @param migrations migrations since the start
/// @param rowsMoved rows that migrations have moved since the start
/// @param logRecords records in the chain of the commit log since the folder was made
/// @param logBytes bytes of the commit log that a restart would have to replay
/// @param cacheHits point reads of cold rows that found the row put together already
/// @param cacheMisses point reads of cold rows that had to put it together
/// @param transactions commits, conflicts, locks
public record StorageStatistics(
    int tables,
    long hotRows,
    long coldRows,
    long segments,
    long coldBytes,
    long migrations,
    long rowsMoved,
    long logRecords,
    long logBytes,
    long cacheHits,
    long cacheMisses,
    MvccStatistics transactions) {}
