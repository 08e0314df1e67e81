package omendb.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import omendb.core.Column;
import omendb.core.ColumnType;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.core.UserType;
import omendb.engine.definition.RoutineDefinition;
import omendb.engine.definition.RoutineDefinition.Parameter;
import omendb.planner.CatalogView;
import omendb.planner.Routine;
import omendb.planner.Routine.Open;
import omendb.planner.ast.Name;
import omendb.planner.ast.Routines;
import omendb.planner.ast.TypeName;
import omendb.planner.bind.TypeBinder;
import omendb.planner.function.CastRules;
import omendb.planner.function.FormatFunctions;
import omendb.planner.function.FunctionSignature.Volatility;
import omendb.planner.parse.SqlParser;
import org.jspecify.annotations.Nullable;

/// Types of routines: from statements to the texts that are kept, and from these to what calls
/// need.
final class RoutineShapes {
  private final CatalogView catalog;
  private final IntFunction<String> owner;

  RoutineShapes(Session session) {
    this(new SessionCatalogView(session), session.transaction().catalog());
  }

  RoutineShapes(CatalogView catalog, CatalogState state) {
    this.catalog = catalog;
    this.owner =
        oid -> {
          Role role = state.role(state.grants().owner(oid));
          return role == null ? "" : role.name();
        };
  }

  /// A type of a CREATE FUNCTION as the text that is kept.
  String text(Routines.Type type) {
    TypeName name = type.name();
    if (type.ofColumn()) {
      return text(ofColumn(name));
    }
    if (name.schema() == null && name.arrayDimensions() == 0 && isPseudo(name.name())) {
      return name.name();
    }
    try {
      return text(TypeBinder.declared(name, catalog));
    } catch (OmenException e) {
      CatalogView.Relation rows =
          e.state() == SqlState.UNDEFINED_OBJECT && name.arrayDimensions() == 0
              ? catalog.relation(name.schema(), name.name())
              : null;
      if (rows == null || rows.kind() == 'S') {
        throw e;
      }
      return qualified(rows.schema(), rows.name());
    }
  }

  private static boolean isPseudo(String name) {
    return switch (name) {
      case "anyelement",
          "anyarray",
          "anynonarray",
          "anyenum",
          "anyrange",
          "anymultirange",
          "anycompatible",
          "anycompatiblearray",
          "anycompatiblenonarray",
          "anycompatiblerange",
          "anycompatiblemultirange",
          "record",
          "void" ->
          true;
      default -> false;
    };
  }

  /// `table.column%TYPE`.
  private ColumnType ofColumn(TypeName name) {
    String schema = name.schema();
    String table = schema == null ? name.name() : schema;
    CatalogView.Relation relation = schema == null ? null : catalog.relation(null, table);
    if (relation == null) {
      throw SqlState.UNDEFINED_TABLE.error("relation \"%s\" does not exist", table).at(name.pos());
    }
    for (Column column : relation.columns()) {
      if (column.name().equals(name.name())) {
        return column.type();
      }
    }
    throw SqlState.UNDEFINED_COLUMN
        .error("column \"%s\" of relation \"%s\" does not exist", name.name(), table)
        .at(name.pos());
  }

  private static String text(ColumnType type) {
    ColumnType element = type.element();
    if (element != null && !type.isVector()) {
      return text(element) + "[]";
    }
    UserType user = type.user();
    return user == null ? CastRules.plain(type).toString() : qualified(user.schema(), user.name());
  }

  private static String qualified(String schema, String name) {
    return FormatFunctions.quoteIdent(schema) + "." + FormatFunctions.quoteIdent(name);
  }

  /// What a call needs to know; 42704 when a type or relation is gone.
  Routine shape(RoutineDefinition routine) {
    List<Routine.Parameter> inputs = new ArrayList<>();
    List<Routine.Column> columns = new ArrayList<>();
    for (Parameter parameter : routine.parameters()) {
      ColumnType type = type(parameter.type());
      // A CALL gives a value for output parameters too.
      if (parameter.isInput() || routine.procedure()) {
        inputs.add(
            new Routine.Parameter(
                parameter.name().isEmpty() ? null : parameter.name(),
                type,
                open(parameter.type()),
                parameter.mode() == 'v',
                parameter.defaultSql()));
      }
      if (parameter.isOutput()) {
        String name =
            parameter.name().isEmpty() ? "column" + (columns.size() + 1) : parameter.name();
        columns.add(new Routine.Column(name, type, open(parameter.type())));
      }
    }
    CatalogView.Relation rows = columns.isEmpty() ? relation(routine.result().type()) : null;
    if (rows != null) {
      rows.columns()
          .forEach(column -> columns.add(new Routine.Column(column.name(), column.type(), null)));
    }
    return new Routine(
        routine.oid(),
        routine.schema(),
        routine.name(),
        routine.procedure(),
        inputs,
        columns,
        rows != null ? ColumnType.RECORD : type(routine.result().type()),
        open(routine.result().type()),
        routine.result().set(),
        routine.traits().strict(),
        switch (routine.traits().volatility()) {
          case 'i' -> Volatility.IMMUTABLE;
          case 's' -> Volatility.STABLE;
          default -> Volatility.VOLATILE;
        },
        routine.traits().definer() ? owner.apply(routine.oid()) : null,
        routine.body());
  }

  private ColumnType type(String text) {
    return switch (text) {
      case "anyelement", "anynonarray", "anyenum", "anycompatible", "anycompatiblenonarray" ->
          ColumnType.UNKNOWN;
      case "anyarray", "anycompatiblearray" -> ColumnType.array(ColumnType.UNKNOWN);
      case "anyrange", "anymultirange", "anycompatiblerange", "anycompatiblemultirange", "record" ->
          ColumnType.RECORD;
      case "void" -> ColumnType.VOID;
      default -> {
        TypeName name = SqlParser.parseTypeName(text);
        boolean rows =
            catalog.type(name.schema(), name.name()) == null
                && name.schema() != null
                && catalog.relation(name.schema(), name.name()) != null;
        yield rows ? ColumnType.RECORD : TypeBinder.declared(name, catalog);
      }
    };
  }

  /// The relation whose rows are of the type; null for other types.
  private CatalogView.@Nullable Relation relation(String text) {
    if (RoutineDefinition.isPseudo(text) || text.indexOf('.') < 0) {
      return null;
    }
    TypeName type = SqlParser.parseTypeName(text);
    Name name = new Name(null, type.schema(), type.name(), 0);
    return catalog.type(name.schema(), name.name()) == null
        ? catalog.relation(name.schema(), name.name())
        : null;
  }

  private static @Nullable Open open(String type) {
    return switch (type) {
      case "anyrange", "anycompatiblerange" -> Open.RANGE;
      case "anymultirange", "anycompatiblemultirange" -> Open.MULTIRANGE;
      default -> null;
    };
  }
}
