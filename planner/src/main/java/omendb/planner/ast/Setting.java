package omendb.planner.ast;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Statements about settings. `SET TIME ZONE`, `SET NAMES`, `SET SCHEMA`, `SET ROLE`, `SET SESSION
/// AUTHORIZATION` are [Set] of `timezone`, `client_encoding`, `search_path`, `role`,
/// `session_authorization`.
public sealed interface Setting extends Statement {

  /// @param name in lower case, with dots
  /// @param values as text, unquoted; empty means DEFAULT
  record Set(String name, List<String> values, boolean local, int pos) implements Setting {}

  /// @param name null for ALL; `SHOW TIME ZONE` is `timezone`, `SHOW TRANSACTION ISOLATION LEVEL`
  ///   is `transaction_isolation`, `SHOW SESSION AUTHORIZATION` is `session_authorization`
  record Show(@Nullable String name, int pos) implements Setting {}

  /// @param name null for ALL, otherwise as in [Show]
  record Reset(@Nullable String name, int pos) implements Setting {}

  /// `SET TRANSACTION` or `SET SESSION CHARACTERISTICS AS TRANSACTION`.
  record SetTransaction(Control.Modes modes, boolean session, int pos) implements Setting {}

  /// `SET TRANSACTION SNAPSHOT 'id'`.
  record SetSnapshot(String id, int pos) implements Setting {}

  /// @param names empty means ALL
  record SetConstraints(List<Name> names, boolean deferred, int pos) implements Setting {}

  record Discard(DiscardKind kind, int pos) implements Setting {}

  /// What DISCARD throws away.
  enum DiscardKind {
    ALL,
    PLANS,
    SEQUENCES,
    TEMP
  }
}
