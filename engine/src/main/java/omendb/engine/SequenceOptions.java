package omendb.engine;

import java.math.BigInteger;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import omendb.core.ColumnType;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.core.TypeKind;
import omendb.engine.definition.SequenceDefinition.Range;
import omendb.planner.ast.Option;
import omendb.planner.ast.TypeName;
import omendb.planner.bind.TypeBinder;
import org.jspecify.annotations.Nullable;

/// The options of CREATE and ALTER SEQUENCE and of identity columns: which values they make of the
/// defaults or of what the sequence was before.
final class SequenceOptions {
  private final List<Option> options;

  SequenceOptions(List<Option> options) {
    this.options = options;
    Set<String> seen = new HashSet<>();
    for (Option option : options) {
      if (!seen.add(option.name())) {
        throw SqlState.SYNTAX_ERROR.error("conflicting or redundant options").at(option.pos());
      }
    }
  }

  @Nullable Option find(String name) {
    for (Option option : options) {
      if (option.name().equals(name)) {
        return option;
      }
    }
    return null;
  }

  /// The number that an option gives, or the other one.
  long number(String name, long otherwise) {
    Option option = find(name);
    String value = option == null ? null : option.value();
    if (option == null || value == null) {
      return otherwise;
    }
    try {
      return new BigInteger(value.replace("+", "").replace(" ", "")).longValueExact();
    } catch (ArithmeticException | NumberFormatException e) {
      throw SqlState.NUMERIC_VALUE_OUT_OF_RANGE
          .error("value \"%s\" is out of range for type bigint", value)
          .at(option.pos());
    }
  }

  /// @param assumed the type without AS
  /// @param identity the options are of an identity column
  Range fresh(TypeKind assumed, boolean identity) {
    TypeKind type = type(assumed, identity);
    long increment = increment(1);
    boolean up = increment > 0;
    long max = number("maxvalue", up ? greatest(type) : -1);
    long min = number("minvalue", up ? 1 : least(type));
    long start = number("start", up ? min : max);
    return checked(new Range(type, start, increment, min, max, number("cache", 1), cycle(false)));
  }

  /// What ALTER makes of a range.
  Range altered(Range old) {
    TypeKind type = type(old.type(), false);
    long increment = increment(old.increment());
    boolean up = increment > 0;
    boolean retyped = type != old.type();
    boolean newMax = find("maxvalue") != null || retyped && old.max() == greatest(old.type());
    boolean newMin = find("minvalue") != null || retyped && old.min() == least(old.type());
    long max = newMax ? number("maxvalue", up ? greatest(type) : -1) : old.max();
    long min = newMin ? number("minvalue", up ? 1 : least(type)) : old.min();
    return checked(
        new Range(
            type,
            number("start", old.start()),
            increment,
            min,
            max,
            number("cache", old.cache()),
            cycle(old.cycle())));
  }

  private TypeKind type(TypeKind assumed, boolean identity) {
    Option as = find("as");
    String name = as == null ? null : as.value();
    ColumnType asked =
        name == null
            ? ColumnType.of(assumed)
            : TypeBinder.system(TypeName.builtin(name, as == null ? 0 : as.pos()));
    return switch (asked.kind()) {
      case SMALLINT, INTEGER, BIGINT -> asked.kind();
      default ->
          throw SqlState.INVALID_PARAMETER_VALUE.error(
              "%s type must be smallint, integer, or bigint",
              identity ? "identity column" : "sequence");
    };
  }

  private long increment(long otherwise) {
    long increment = number("increment", otherwise);
    if (increment == 0) {
      throw invalid("INCREMENT must not be zero");
    }
    return increment;
  }

  private boolean cycle(boolean otherwise) {
    Option cycle = find("cycle");
    return cycle == null ? otherwise : "true".equals(cycle.value());
  }

  private Range checked(Range range) {
    String type = ColumnType.of(range.type()).toString();
    if (outside(range.max(), range.type())) {
      throw invalid("MAXVALUE (%d) is out of range for sequence data type %s", range.max(), type);
    }
    if (outside(range.min(), range.type())) {
      throw invalid("MINVALUE (%d) is out of range for sequence data type %s", range.min(), type);
    }
    if (range.min() >= range.max()) {
      throw invalid("MINVALUE (%d) must be less than MAXVALUE (%d)", range.min(), range.max());
    }
    requireWithin("START", range.start(), range);
    if (range.cache() <= 0) {
      throw invalid("CACHE (%d) must be greater than zero", range.cache());
    }
    return range;
  }

  /// 22023 when the value is none of the range's.
  static void requireWithin(String what, long value, Range range) {
    if (value < range.min()) {
      throw invalid("%s value (%d) cannot be less than MINVALUE (%d)", what, value, range.min());
    }
    if (value > range.max()) {
      throw invalid("%s value (%d) cannot be greater than MAXVALUE (%d)", what, value, range.max());
    }
  }

  private static OmenException invalid(String message, Object... arguments) {
    return SqlState.INVALID_PARAMETER_VALUE.error(message, arguments);
  }

  private static boolean outside(long value, TypeKind type) {
    return value < least(type) || value > greatest(type);
  }

  private static long greatest(TypeKind type) {
    return switch (type) {
      case SMALLINT -> Short.MAX_VALUE;
      case INTEGER -> Integer.MAX_VALUE;
      default -> Long.MAX_VALUE;
    };
  }

  private static long least(TypeKind type) {
    return switch (type) {
      case SMALLINT -> Short.MIN_VALUE;
      case INTEGER -> Integer.MIN_VALUE;
      default -> Long.MIN_VALUE;
    };
  }
}
