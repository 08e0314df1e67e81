package omendb.core;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A boxed value of type record: the fields of `ROW(…)` or of a table's whole row.
///
/// @param values as [TypeKind] says of the types; null for NULL
public record RowValue(List<String> names, List<ColumnType> types, @Nullable Object[] values) {}
