package omendb.planner.rel;

import java.util.ArrayList;
import java.util.List;
import omendb.core.ColumnType;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeSystem;
import org.apache.calcite.sql.type.SqlTypeFactoryImpl;
import org.apache.calcite.sql.type.SqlTypeMappingRule;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/// The type factory: makes and recognises [RelType]s.
final class RelTypes extends SqlTypeFactoryImpl {
  RelTypes() {
    super(RelDataTypeSystem.DEFAULT);
  }

  RelDataType of(ColumnType type, boolean nullable) {
    return canonize(new RelType(type, nullable));
  }

  /// The column type behind one of Calcite's types.
  static ColumnType column(RelDataType type) {
    if (type instanceof RelType ours) {
      return ours.column();
    }
    return switch (type.getSqlTypeName()) {
      case BOOLEAN -> ColumnType.BOOLEAN;
      case SMALLINT -> ColumnType.SMALLINT;
      case INTEGER -> ColumnType.INTEGER;
      case BIGINT -> ColumnType.BIGINT;
      case DECIMAL -> ColumnType.NUMERIC;
      case DOUBLE -> ColumnType.DOUBLE;
      default -> ColumnType.UNKNOWN;
    };
  }

  /// A row of these types; fields are named by their position, since names are the binder's.
  RelDataType row(List<ColumnType> types, List<Boolean> nullable) {
    List<RelDataType> fields = new ArrayList<>();
    for (int i = 0; i < types.size(); i++) {
      fields.add(of(types.get(i), nullable.get(i)));
    }
    return rowOf(fields);
  }

  RelDataType rowOf(List<? extends RelDataType> fields) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < fields.size(); i++) {
      names.add("c" + i);
    }
    return createStructType(List.copyOf(fields), names);
  }

  @Override
  public RelDataType createSqlType(SqlTypeName name) {
    return switch (name) {
      case BOOLEAN -> of(ColumnType.BOOLEAN, false);
      case SMALLINT -> of(ColumnType.SMALLINT, false);
      case INTEGER -> of(ColumnType.INTEGER, false);
      case BIGINT -> of(ColumnType.BIGINT, false);
      default -> super.createSqlType(name);
    };
  }

  @Override
  public RelDataType createTypeWithNullability(RelDataType type, boolean nullable) {
    if (type instanceof RelType ours) {
      return ours.isNullable() == nullable ? ours : of(ours.column(), nullable);
    }
    return super.createTypeWithNullability(type, nullable);
  }

  @Override
  public @Nullable RelDataType leastRestrictive(
      List<RelDataType> types, SqlTypeMappingRule mappingRule) {
    RelType first = null;
    boolean nullable = false;
    for (RelDataType type : types) {
      nullable |= type.isNullable() || type.getSqlTypeName() == SqlTypeName.NULL;
      if (type instanceof RelType ours) {
        if (first != null && !first.column().equals(ours.column())) {
          return null;
        }
        first = ours;
      }
    }
    return first == null
        ? super.leastRestrictive(types, mappingRule)
        : of(first.column(), nullable);
  }
}
