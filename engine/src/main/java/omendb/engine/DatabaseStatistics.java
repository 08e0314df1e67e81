package omendb.engine;

import omendb.mvcc.MvccStatistics;
import omendb.storage.StorageStatistics;

/// A moment's numbers of a database.
///
/// @param lookups statements that went down the row path since start
/// @param columnQueries statements that ran over columns since start
public record DatabaseStatistics(
    MvccStatistics transactions,
    StorageStatistics storage,
    int sessions,
    long lookups,
    long columnQueries,
    long cachedPlans) {}
