package omendb.engine.definition;

import java.util.List;
import omendb.planner.ast.Access.PolicyCommand;
import org.jspecify.annotations.Nullable;

/// A policy of a table's row security. Conditions are queries `SELECT 1 FROM table WHERE
/// condition`, which name everything with its schema.
///
/// @param table the table's number as clients know it
/// @param roles for whom it is; [Acl#PUBLIC] for all
/// @param using what rows must satisfy to be seen, or null
/// @param check what rows must satisfy to be written, or null
public record Policy(
    int oid,
    int table,
    String name,
    boolean permissive,
    PolicyCommand command,
    List<Integer> roles,
    @Nullable String using,
    @Nullable String check) {
  private static final String WHERE = " WHERE ";

  public Policy {
    roles = List.copyOf(roles);
  }

  public Policy named(String newName) {
    return new Policy(oid, table, newName, permissive, command, roles, using, check);
  }

  public Policy of(List<Integer> newRoles) {
    return new Policy(oid, table, name, permissive, command, newRoles, using, check);
  }

  public Policy saying(@Nullable String newUsing, @Nullable String newCheck) {
    return new Policy(oid, table, name, permissive, command, roles, newUsing, newCheck);
  }

  /// The text of a condition over a table.
  ///
  /// @param from the table's name, quoted
  public static String text(String from, String condition) {
    return "SELECT 1 FROM " + from + WHERE + condition;
  }

  /// A condition as it was written.
  public static @Nullable String shown(@Nullable String text) {
    return text == null ? null : "(" + text.substring(text.indexOf(WHERE) + WHERE.length()) + ")";
  }
}
