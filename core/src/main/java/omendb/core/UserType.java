package omendb.core;

/// A type that a user has defined. Immutable; a DDL statement makes a new one.
public sealed interface UserType permits EnumType, DomainType {
  /// `pg_type.oid`.
  int oid();

  /// The object id of the type of its arrays.
  int arrayOid();

  String schema();

  String name();
}
