package omendb.engine;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import omendb.core.Column;
import omendb.core.ColumnType;
import omendb.core.SqlState;
import omendb.planner.ast.Constraint;
import omendb.planner.ast.Ddl;
import org.jspecify.annotations.Nullable;

/// What a CREATE TABLE describes.
///
/// @param keyName the primary key's name as given, or null
/// @param rules the other constraints, which are added to the table once it is there
/// @param counters the serial and identity columns, which get their sequences then
record TableShape(
    List<Column> columns,
    List<Integer> keyColumns,
    @Nullable String keyName,
    List<Rule> rules,
    List<IdentityCommands.Counter> counters) {
  /// @param column the column whose own constraint it is, else null
  record Rule(Constraint constraint, @Nullable String column) {}

  static final int COLUMNS_MAX = 1600;

  static TableShape of(Session session, Ddl.CreateTable create) {
    List<Column> columns = new ArrayList<>();
    List<String> key = new ArrayList<>();
    Set<String> names = new HashSet<>();
    List<Rule> rules = new ArrayList<>();
    List<IdentityCommands.Counter> counters = new ArrayList<>();
    String keyName = null;
    boolean keyed = false;
    for (Ddl.TableElement element : create.elements()) {
      if (element instanceof Ddl.ColumnDefinition definition) {
        if (!names.add(definition.name())) {
          throw SqlState.DUPLICATE_COLUMN
              .error("column \"%s\" specified more than once", definition.name())
              .at(definition.pos());
        }
        ColumnShape shape = ColumnShape.of(session, create.name().name(), definition);
        shape.count(columns.size(), counters);
        columns.add(shape.column());
      }
      collect(element, rules);
      Constraint.Unique unique = primaryKey(element);
      if (unique != null) {
        if (keyed) {
          throw SqlState.INVALID_TABLE_DEFINITION
              .error("multiple primary keys for table \"%s\" are not allowed", create.name().name())
              .at(unique.pos());
        }
        keyed = true;
        keyName = unique.name();
        key.addAll(
            element instanceof Ddl.ColumnDefinition definition
                ? List.of(definition.name())
                : unique.columns());
      }
    }
    if (columns.size() > COLUMNS_MAX) {
      throw SqlState.TOO_MANY_COLUMNS.error("tables can have at most %d columns", COLUMNS_MAX);
    }
    TableShape shape = keyed(columns, key, keyName);
    return new TableShape(shape.columns(), shape.keyColumns(), keyName, rules, counters);
  }

  /// UNIQUE, CHECK and FOREIGN KEY of a column.
  static List<Rule> rules(Ddl.ColumnDefinition definition) {
    List<Rule> rules = new ArrayList<>();
    for (Constraint constraint : definition.constraints()) {
      if (isRule(constraint)) {
        rules.add(new Rule(constraint, definition.name()));
      }
    }
    return rules;
  }

  /// UNIQUE, CHECK and FOREIGN KEY, in order.
  private static void collect(Ddl.TableElement element, List<Rule> into) {
    if (element instanceof Ddl.ColumnDefinition definition) {
      for (Constraint constraint : definition.constraints()) {
        if (isRule(constraint)) {
          into.add(new Rule(ofNewTable(constraint), definition.name()));
        }
      }
    } else if (element instanceof Constraint constraint && isRule(constraint)) {
      into.add(new Rule(ofNewTable(constraint), null));
    }
  }

  /// NOT VALID says nothing where there are no rows yet.
  private static Constraint ofNewTable(Constraint constraint) {
    return switch (constraint) {
      case Constraint.Check check ->
          new Constraint.Check(
              check.name(),
              check.condition(),
              check.noInherit(),
              check.timing().validated(),
              check.pos());
      case Constraint.ForeignKey key ->
          new Constraint.ForeignKey(
              key.name(),
              key.columns(),
              key.target(),
              key.targetColumns(),
              key.match(),
              key.onDelete(),
              key.onUpdate(),
              key.timing().validated(),
              key.pos());
      default -> constraint;
    };
  }

  private static boolean isRule(Constraint constraint) {
    return switch (constraint) {
      case Constraint.Unique unique -> !unique.primaryKey();
      case Constraint.Check _, Constraint.ForeignKey _ -> true;
      default -> false;
    };
  }

  /// The shape with these key columns, which become NOT NULL.
  static TableShape keyed(List<Column> columns, List<String> key, @Nullable String keyName) {
    List<Column> all = new ArrayList<>(columns);
    List<Integer> indices = new ArrayList<>();
    for (String name : key) {
      int index = -1;
      for (int i = 0; i < all.size(); i++) {
        index = all.get(i).name().equals(name) ? i : index;
      }
      if (index < 0) {
        throw SqlState.UNDEFINED_COLUMN.error("column \"%s\" named in key does not exist", name);
      }
      if (indices.contains(index)) {
        throw SqlState.DUPLICATE_COLUMN.error(
            "column \"%s\" appears twice in primary key constraint", name);
      }
      Column column = all.get(index);
      IndexCommands.requireOrdered(column.type(), "a primary key");
      all.set(index, new Column(column.name(), column.type(), false, column.defaultSql()));
      indices.add(index);
    }
    return new TableShape(all, indices, keyName, List.of(), List.of());
  }

  private static Constraint.@Nullable Unique primaryKey(Ddl.TableElement element) {
    return switch (element) {
      case Ddl.ColumnDefinition definition -> {
        for (Constraint constraint : definition.constraints()) {
          if (constraint instanceof Constraint.Unique unique && unique.primaryKey()) {
            yield unique;
          }
        }
        yield null;
      }
      case Constraint.Unique unique when unique.primaryKey() -> unique;
      case Constraint.Unique _, Constraint.Check _, Constraint.ForeignKey _ -> null;
      case Constraint constraint -> throw unsupported("this", constraint.pos());
      case Ddl.LikeTable like -> throw DdlCommands.unsupported("CREATE TABLE … LIKE", like.pos());
    };
  }

  private static omendb.core.OmenException unsupported(String kind, int position) {
    return DdlCommands.unsupported(kind + " constraint", position);
  }

  /// The type as a table can hold it; 0A000 or 42P16 when it cannot.
  static ColumnType storable(ColumnType type, String column) {
    return switch (type.kind()) {
      case ARRAY ->
          ColumnType.array(storable(java.util.Objects.requireNonNull(type.element()), column));
      case UNKNOWN, NAME -> ColumnType.TEXT;
      case VOID, RECORD ->
          throw SqlState.INVALID_TABLE_DEFINITION.error(
              "column \"%s\" has pseudo-type %s", column, type);
      case INTERNAL_CHAR, INT2VECTOR, OIDVECTOR ->
          throw SqlState.FEATURE_NOT_SUPPORTED.error(
              "column \"%s\": columns of type %s are not supported", column, type);
      default -> type;
    };
  }
}
