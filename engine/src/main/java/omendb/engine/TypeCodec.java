package omendb.engine;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import omendb.core.ColumnType;
import omendb.core.DomainType;
import omendb.core.EnumType;
import omendb.core.TypeKind;
import omendb.core.UserType;

/// The bytes of a [TypeSet] at the begin of the catalog's, and those of a column's type, which may
/// name one of them by its number.
///
/// ```
/// count, count × type: oid(int), oid of its arrays(int), schema, name, 'e'(byte),
///                      count, count × label: code(long), label
///                      or 'd'(byte), type, not null, whether a default, it,
///                      count, count × check: oid(int), name, condition
/// ```
final class TypeCodec {
  /// The first catalog format that has users' types, and elements of arrays.
  static final int SINCE = 5;

  private static final int ENUM = 'e';
  private static final int DOMAIN = 'd';

  private TypeCodec() {}

  static void write(DataOutputStream out, TypeSet types) throws IOException {
    out.writeInt(types.all().size());
    for (UserType type : types.all()) {
      out.writeInt(type.oid());
      out.writeInt(type.arrayOid());
      CatalogCodec.writeText(out, type.schema());
      CatalogCodec.writeText(out, type.name());
      switch (type) {
        case EnumType labels -> {
          out.writeByte(ENUM);
          out.writeInt(labels.labels().size());
          for (int i = 0; i < labels.labels().size(); i++) {
            out.writeLong(labels.codes().get(i));
            CatalogCodec.writeText(out, labels.labels().get(i));
          }
        }
        case DomainType domain -> writeDomain(out, domain);
      }
    }
  }

  static void read(DataInputStream in, TypeSet types) throws IOException {
    for (int i = in.readInt(); i > 0; i--) {
      int oid = in.readInt();
      int arrayOid = in.readInt();
      String schema = CatalogCodec.requireText(in);
      String name = CatalogCodec.requireText(in);
      int form = in.readByte();
      if (form == DOMAIN) {
        types.put(readDomain(in, types, oid, arrayOid, schema, name));
        continue;
      }
      if (form != ENUM) {
        throw new IOException("a type of form " + form);
      }
      List<String> labels = new ArrayList<>();
      List<Long> codes = new ArrayList<>();
      for (int j = in.readInt(); j > 0; j--) {
        codes.add(in.readLong());
        labels.add(CatalogCodec.requireText(in));
      }
      types.put(new EnumType(oid, arrayOid, schema, name, labels, codes));
    }
  }

  private static void writeDomain(DataOutputStream out, DomainType domain) throws IOException {
    out.writeByte(DOMAIN);
    write(out, domain.base());
    out.writeBoolean(domain.notNull());
    String sql = domain.defaultSql();
    out.writeBoolean(sql != null);
    if (sql != null) {
      CatalogCodec.writeText(out, sql);
    }
    out.writeInt(domain.checks().size());
    for (DomainType.Check check : domain.checks()) {
      out.writeInt(check.oid());
      CatalogCodec.writeText(out, check.name());
      CatalogCodec.writeText(out, check.condition());
    }
  }

  private static DomainType readDomain(
      DataInputStream in, TypeSet types, int oid, int arrayOid, String schema, String name)
      throws IOException {
    ColumnType base = read(in, SINCE, types);
    boolean notNull = in.readBoolean();
    String sql = in.readBoolean() ? CatalogCodec.requireText(in) : null;
    List<DomainType.Check> checks = new ArrayList<>();
    for (int i = in.readInt(); i > 0; i--) {
      checks.add(
          new DomainType.Check(
              in.readInt(), CatalogCodec.requireText(in), CatalogCodec.requireText(in)));
    }
    return new DomainType(oid, arrayOid, schema, name, base, notNull, sql, checks);
  }

  static void write(DataOutputStream out, ColumnType type) throws IOException {
    CatalogCodec.writeText(out, type.kind().name());
    out.writeInt(type.precision());
    out.writeInt(type.scale());
    UserType user = type.user();
    out.writeInt(user == null ? 0 : user.oid());
    ColumnType element = type.element();
    out.writeBoolean(element != null);
    if (element != null) {
      write(out, element);
    }
  }

  /// @param format the catalog's
  static ColumnType read(DataInputStream in, int format, TypeSet types) throws IOException {
    TypeKind kind = TypeKind.valueOf(CatalogCodec.requireText(in));
    int precision = in.readInt();
    int scale = in.readInt();
    if (format < SINCE) {
      return new ColumnType(kind, precision, scale, null);
    }
    int oid = in.readInt();
    UserType user = oid == 0 ? null : types.get(oid);
    if (oid != 0 && user == null) {
      throw new IOException("type " + oid + " is missing");
    }
    ColumnType element = in.readBoolean() ? read(in, format, types) : null;
    return new ColumnType(kind, precision, scale, element, user);
  }
}
