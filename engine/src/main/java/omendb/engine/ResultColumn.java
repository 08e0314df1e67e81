package omendb.engine;

import omendb.core.ColumnType;

/// A column of a result.
///
/// @param tableOid the table that the column comes from unchanged, or 0
/// @param columnNumber the 1-based number of the column in that table, or 0
public record ResultColumn(String name, ColumnType type, int tableOid, int columnNumber) {}
