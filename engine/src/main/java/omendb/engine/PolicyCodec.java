package omendb.engine;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import omendb.engine.definition.Policy;
import omendb.planner.ast.Access.PolicyCommand;

/// The bytes of row security at the end of the catalog's.
///
/// ```
/// count, count × policy:     oid(int), table(int), name, permissive, command (its name),
///                            count, count × role(int), using, check
/// count, count × table(int): those with row security
/// count, count × table(int): those with row security for their owners
/// ```
final class PolicyCodec {
  /// The first catalog format that has them.
  static final int SINCE = 13;

  private PolicyCodec() {}

  static void write(DataOutputStream out, PolicySet policies) throws IOException {
    out.writeInt(policies.all().size());
    for (Policy policy : policies.all()) {
      out.writeInt(policy.oid());
      out.writeInt(policy.table());
      CatalogCodec.writeText(out, policy.name());
      out.writeBoolean(policy.permissive());
      CatalogCodec.writeText(out, policy.command().name());
      out.writeInt(policy.roles().size());
      for (int role : policy.roles()) {
        out.writeInt(role);
      }
      CatalogCodec.writeText(out, policy.using());
      CatalogCodec.writeText(out, policy.check());
    }
    write(out, policies.enabled());
    write(out, policies.forced());
  }

  private static void write(DataOutputStream out, Set<Integer> tables) throws IOException {
    out.writeInt(tables.size());
    for (int table : tables) {
      out.writeInt(table);
    }
  }

  static void read(DataInputStream in, PolicySet policies) throws IOException {
    for (int i = in.readInt(); i > 0; i--) {
      int oid = in.readInt();
      int table = in.readInt();
      String name = CatalogCodec.requireText(in);
      boolean permissive = in.readBoolean();
      PolicyCommand command = PolicyCommand.valueOf(CatalogCodec.requireText(in));
      List<Integer> roles = new ArrayList<>();
      for (int j = in.readInt(); j > 0; j--) {
        roles.add(in.readInt());
      }
      policies.put(
          new Policy(
              oid,
              table,
              name,
              permissive,
              command,
              roles,
              CatalogCodec.readText(in),
              CatalogCodec.readText(in)));
    }
    for (int i = in.readInt(); i > 0; i--) {
      policies.enabled().add(in.readInt());
    }
    for (int i = in.readInt(); i > 0; i--) {
      policies.forced().add(in.readInt());
    }
  }
}
