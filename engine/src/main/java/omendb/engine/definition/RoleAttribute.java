package omendb.engine.definition;

/// What a role is allowed in general, each with its words in CREATE ROLE.
public enum RoleAttribute {
  SUPERUSER,
  INHERIT,
  CREATEROLE,
  CREATEDB,
  LOGIN,
  REPLICATION,
  BYPASSRLS
}
