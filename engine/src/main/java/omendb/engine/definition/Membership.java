package omendb.engine.definition;

/// That one role is a member of another, all by their numbers.
///
/// @param role the group
/// @param admin whether the member may admit others
public record Membership(int role, int member, int grantor, boolean admin) {}
