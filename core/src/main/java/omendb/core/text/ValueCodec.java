package omendb.core.text;

import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.Map;
import omendb.core.TypeKind;
import org.jspecify.annotations.Nullable;

/// The forms of values of a type that is kept as a number or a text of another shape than its own:
/// a Long in [TypeKind.Form#LONG], an ASCII String in [TypeKind.Form#BYTES]. Where the type has an
/// order, it is that of the kept numbers or of the kept bytes.
public interface ValueCodec {
  /// The value that a text stands for.
  Object parse(String text);

  /// Appends the value's text.
  void format(Object value, TextStyle style, TextBuffer out);

  /// The value in the binary format of the PostgreSQL protocol.
  byte[] send(Object value);

  /// The value from its binary format.
  Object receive(ByteBuffer in);

  /// The codec of a kind; null for the kinds that need none.
  static @Nullable ValueCodec of(TypeKind kind) {
    return Registry.CODECS.get(kind);
  }

  /// All of them.
  final class Registry {
    private static final Map<TypeKind, ValueCodec> CODECS = new EnumMap<>(TypeKind.class);

    static {
      CODECS.put(TypeKind.TIMETZ, new ZonedTime());
      CODECS.put(TypeKind.XID, new XidText(4));
      CODECS.put(TypeKind.XID8, new XidText(8));
      CODECS.put(TypeKind.PG_LSN, new LsnText());
      CODECS.put(TypeKind.MONEY, new MoneyText());
      CODECS.put(TypeKind.INET, new InetText(false));
      CODECS.put(TypeKind.CIDR, new InetText(true));
      CODECS.put(TypeKind.MACADDR, new MacText(6));
      CODECS.put(TypeKind.MACADDR8, new MacText(8));
      CODECS.put(TypeKind.TID, new TidText());
      for (TypeKind shape : TypeKind.SHAPES) {
        CODECS.put(shape, new ShapeText(shape));
      }
    }

    private Registry() {}
  }
}
