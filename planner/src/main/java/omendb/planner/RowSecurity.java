package omendb.planner;

import java.util.List;
import omendb.planner.ast.Access.PolicyCommand;
import org.jspecify.annotations.Nullable;

/// The policies of a table that count for one role.
public record RowSecurity(List<Policy> policies) {

  /// Conditions are the WHERE clauses of queries of the table alone.
  ///
  /// @param permissive rows that satisfy one of these are allowed; all others take rows away
  /// @param using what rows must satisfy to be seen, or null
  /// @param check what rows must satisfy to be written, or null
  public record Policy(
      String name,
      boolean permissive,
      PolicyCommand command,
      @Nullable String using,
      @Nullable String check) {
    /// True for a policy for the command or for all.
    public boolean isFor(PolicyCommand other) {
      return command == PolicyCommand.ALL || command == other;
    }
  }
}
