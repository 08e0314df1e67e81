package omendb.planner.bind;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import omendb.core.ColumnType;
import omendb.core.DomainType;
import omendb.core.SqlState;
import omendb.core.TypeKind;
import omendb.planner.CatalogView;
import omendb.planner.ast.Node;
import omendb.planner.ast.TypeName;
import org.jspecify.annotations.Nullable;

/// Types as written into column types.
public final class TypeBinder {
  private static final Map<String, ColumnType> TYPES = new HashMap<>();

  static {
    for (TypeKind kind : TypeKind.values()) {
      if (kind != TypeKind.ARRAY && kind != TypeKind.ENUM) {
        TYPES.put(kind.internalName(), ColumnType.of(kind));
        if (kind.arrayOid() != 0) {
          TYPES.put("_" + kind.internalName(), ColumnType.array(ColumnType.of(kind)));
        }
      }
    }
    for (String alias : List.of("regoper", "cid")) {
      TYPES.put(alias, ColumnType.OID);
    }
    for (String alias : List.of("pg_node_tree", "sql_identifier", "character_data", "cstring")) {
      TYPES.put(alias, ColumnType.TEXT);
    }
    TYPES.put("regprocedure", ColumnType.REGPROC);
    TYPES.put("cardinal_number", ColumnType.INTEGER);
    TYPES.put("yes_or_no", ColumnType.VARCHAR);
  }

  /// The schemas of the types that came with the server.
  private static final List<String> SYSTEM = List.of("pg_catalog", "information_schema");

  private TypeBinder() {}

  /// A type that came with the server, or 42704 at its position.
  public static ColumnType system(TypeName name) {
    return settled(TYPES.get(name.name()), name);
  }

  /// The type, or 42704 at its position; 0A000 for a domain.
  public static ColumnType bind(TypeName name, CatalogView catalog) {
    ColumnType type = declared(name, catalog);
    if (type.user() instanceof DomainType) {
      throw ExprBinder.unsupported("a domain here", name.pos());
    }
    return type;
  }

  /// The type, which may be of a domain, or 42704 at its position.
  public static ColumnType declared(TypeName name, CatalogView catalog) {
    boolean system = name.schema() == null || SYSTEM.contains(name.schema());
    ColumnType base = system ? TYPES.get(name.name()) : null;
    if (base == null) {
      base = catalog.type(name.schema(), name.name());
    }
    return settled(base, name);
  }

  private static ColumnType settled(@Nullable ColumnType base, TypeName name) {
    if (base == null) {
      String shown = name.schema() == null ? name.name() : name.schema() + "." + name.name();
      throw SqlState.UNDEFINED_OBJECT.error("type \"%s\" does not exist", shown).at(name.pos());
    }
    if (base.user() instanceof DomainType && name.arrayDimensions() > 0) {
      throw ExprBinder.unsupported("an array of a domain", name.pos());
    }
    ColumnType type = name.modifiers().isEmpty() ? base : modified(base, name);
    for (int i = 0; i < name.arrayDimensions() && type.element() == null; i++) {
      type = ColumnType.array(type);
    }
    return type;
  }

  private static ColumnType modified(ColumnType base, TypeName name) {
    return switch (base.kind()) {
      case NUMERIC -> numeric(name);
      case VARCHAR -> ColumnType.varchar(length(name, "varchar"));
      case CHAR -> ColumnType.character(length(name, "char"));
      case BIT, VARBIT ->
          new ColumnType(base.kind(), length(name, base.kind().internalName()), 0, null);
      default -> base;
    };
  }

  private static ColumnType numeric(TypeName name) {
    int precision = modifier(name, 0);
    int scale = name.modifiers().size() > 1 ? modifier(name, 1) : 0;
    if (precision < 1 || precision > 1000) {
      throw SqlState.INVALID_PARAMETER_VALUE
          .error("NUMERIC precision %d must be between 1 and 1000", precision)
          .at(name.pos());
    }
    if (scale < -1000 || scale > 1000) {
      throw SqlState.INVALID_PARAMETER_VALUE
          .error("NUMERIC scale %d must be between -1000 and 1000", scale)
          .at(name.pos());
    }
    return ColumnType.numeric(precision, scale);
  }

  private static int length(TypeName name, String shown) {
    int length = modifier(name, 0);
    if (length < 1) {
      throw SqlState.INVALID_PARAMETER_VALUE
          .error("length for type %s must be at least 1", shown)
          .at(name.pos());
    }
    boolean bits = shown.equals("bit") || shown.equals("varbit");
    if (length > (bits ? 83_886_080 : 10_485_760)) {
      throw SqlState.INVALID_PARAMETER_VALUE
          .error("length for type %s cannot exceed %d", shown, bits ? 83_886_080 : 10_485_760)
          .at(name.pos());
    }
    return length;
  }

  private static int modifier(TypeName name, int index) {
    Node node = name.modifiers().get(index);
    if (node instanceof Node.IntegerLiteral literal) {
      return literal.value();
    }
    if (node instanceof Node.Unary unary
        && unary.operator().name().equals("-")
        && unary.operand() instanceof Node.IntegerLiteral literal) {
      return -literal.value();
    }
    throw SqlState.SYNTAX_ERROR
        .error("type modifiers must be simple constants or identifiers")
        .at(name.pos());
  }
}
