package omendb.engine;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import omendb.engine.definition.Acl;
import omendb.engine.definition.Membership;
import omendb.engine.definition.RoleAttribute;
import omendb.engine.definition.Securable;

/// The bytes of [Grants], and of what roles are besides names, in the catalog's.
///
/// ```
/// count, count × role:       oid(int), attributes(int, bits), connections(int), expires, until(long)
/// count, count × membership: role(int), member(int), grantor(int), admin
/// count, count × owner:      object(int), role(int)
/// count, count × list:       object(int), column, items
/// count, count × default:    role(int), schema(int), kind (its name), items
/// count, count × settings:   role(int), count, count × (name, value)
/// count, count × view(int):  those with security_invoker; format 10 has none
/// items:                     count, count × (grantee, grantor, privileges, options: int each)
/// ```
final class GrantsCodec {
  /// The first catalog format with views that are not their owner's.
  private static final int INVOKERS_SINCE = 11;

  private GrantsCodec() {}

  static void write(DataOutputStream out, CatalogState state) throws IOException {
    out.writeInt(state.roles().size());
    for (Role role : state.roles()) {
      out.writeInt(role.oid());
      int bits = 0;
      for (RoleAttribute attribute : role.attributes()) {
        bits |= 1 << attribute.ordinal();
      }
      out.writeInt(bits);
      out.writeInt(role.connectionsMax());
      Long until = role.validUntil();
      out.writeBoolean(until != null);
      out.writeLong(until == null ? 0 : until);
    }
    Grants grants = state.grants();
    out.writeInt(grants.memberships().size());
    for (Membership each : grants.memberships()) {
      out.writeInt(each.role());
      out.writeInt(each.member());
      out.writeInt(each.grantor());
      out.writeBoolean(each.admin());
    }
    out.writeInt(grants.owners().size());
    for (Map.Entry<Integer, Integer> each : grants.owners().entrySet()) {
      out.writeInt(each.getKey());
      out.writeInt(each.getValue());
    }
    out.writeInt(grants.lists().size());
    for (Map.Entry<Grants.Target, Acl> each : grants.lists().entrySet()) {
      out.writeInt(each.getKey().object());
      CatalogCodec.writeText(out, each.getKey().column());
      write(out, each.getValue());
    }
    out.writeInt(grants.defaults().size());
    for (Map.Entry<Grants.Default, Acl> each : grants.defaults().entrySet()) {
      out.writeInt(each.getKey().role());
      out.writeInt(each.getKey().schema());
      CatalogCodec.writeText(out, each.getKey().kind().name());
      write(out, each.getValue());
    }
    writeSettings(out, grants.settings());
    out.writeInt(grants.invokers().size());
    for (int view : grants.invokers()) {
      out.writeInt(view);
    }
  }

  private static void writeSettings(
      DataOutputStream out, Map<Integer, Map<String, String>> settings) throws IOException {
    out.writeInt(settings.size());
    for (Map.Entry<Integer, Map<String, String>> each : settings.entrySet()) {
      out.writeInt(each.getKey());
      out.writeInt(each.getValue().size());
      for (Map.Entry<String, String> setting : new TreeMap<>(each.getValue()).entrySet()) {
        CatalogCodec.writeText(out, setting.getKey());
        CatalogCodec.writeText(out, setting.getValue());
      }
    }
  }

  private static void write(DataOutputStream out, Acl list) throws IOException {
    out.writeInt(list.items().size());
    for (Acl.Item item : list.items()) {
      out.writeInt(item.grantee());
      out.writeInt(item.grantor());
      out.writeInt(item.privileges());
      out.writeInt(item.options());
    }
  }

  static void read(DataInputStream in, int format, CatalogState state) throws IOException {
    for (int i = in.readInt(); i > 0; i--) {
      int oid = in.readInt();
      Set<RoleAttribute> attributes = EnumSet.noneOf(RoleAttribute.class);
      int bits = in.readInt();
      for (RoleAttribute each : RoleAttribute.values()) {
        if ((bits & 1 << each.ordinal()) != 0) {
          attributes.add(each);
        }
      }
      int connections = in.readInt();
      boolean expires = in.readBoolean();
      long until = in.readLong();
      Role role = state.role(oid);
      if (role == null) {
        throw new IOException("a role is missing");
      }
      state.put(
          new Role(
              oid,
              role.name(),
              role.verifier(),
              attributes,
              connections,
              expires ? (Long) until : null));
    }
    Grants grants = state.grants();
    for (int i = in.readInt(); i > 0; i--) {
      grants
          .memberships()
          .add(new Membership(in.readInt(), in.readInt(), in.readInt(), in.readBoolean()));
    }
    for (int i = in.readInt(); i > 0; i--) {
      grants.own(in.readInt(), in.readInt());
    }
    for (int i = in.readInt(); i > 0; i--) {
      grants.put(in.readInt(), CatalogCodec.requireText(in), readList(in));
    }
    for (int i = in.readInt(); i > 0; i--) {
      int role = in.readInt();
      int schema = in.readInt();
      Securable kind = Securable.valueOf(CatalogCodec.requireText(in));
      grants.put(new Grants.Default(role, schema, kind), readList(in));
    }
    for (int i = in.readInt(); i > 0; i--) {
      int role = in.readInt();
      Map<String, String> values = new TreeMap<>();
      for (int n = in.readInt(); n > 0; n--) {
        values.put(CatalogCodec.requireText(in), CatalogCodec.requireText(in));
      }
      grants.put(role, values);
    }
    if (format >= INVOKERS_SINCE) {
      for (int i = in.readInt(); i > 0; i--) {
        grants.invoke(in.readInt(), true);
      }
    }
  }

  private static Acl readList(DataInputStream in) throws IOException {
    List<Acl.Item> items = new ArrayList<>();
    for (int i = in.readInt(); i > 0; i--) {
      items.add(new Acl.Item(in.readInt(), in.readInt(), in.readInt(), in.readInt()));
    }
    return new Acl(items);
  }
}
