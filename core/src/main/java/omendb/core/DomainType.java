package omendb.core;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A domain: a type whose values are some of those of another.
///
/// @param base the type below, which may be of another domain
/// @param defaultSql the DEFAULT expression's text, or null
public record DomainType(
    int oid,
    int arrayOid,
    String schema,
    String name,
    ColumnType base,
    boolean notNull,
    @Nullable String defaultSql,
    List<Check> checks)
    implements UserType {
  public DomainType {
    checks = List.copyOf(checks);
  }

  /// A condition on values.
  ///
  /// @param condition as written, over `VALUE`
  public record Check(int oid, String name, String condition) {}

  /// The type of columns of the domain.
  public ColumnType type() {
    return base.plain().of(this);
  }

  public DomainType named(String newName) {
    return new DomainType(oid, arrayOid, schema, newName, base, notNull, defaultSql, checks);
  }

  /// The domain over its base's newer definition.
  public DomainType over(ColumnType newBase) {
    return new DomainType(oid, arrayOid, schema, name, newBase, notNull, defaultSql, checks);
  }

  public DomainType refusingNull(boolean newNotNull) {
    return new DomainType(oid, arrayOid, schema, name, base, newNotNull, defaultSql, checks);
  }

  public DomainType withDefault(@Nullable String sql) {
    return new DomainType(oid, arrayOid, schema, name, base, notNull, sql, checks);
  }

  public DomainType checking(List<Check> newChecks) {
    return new DomainType(oid, arrayOid, schema, name, base, notNull, defaultSql, newChecks);
  }

  /// The domain with one more condition.
  public DomainType with(Check check) {
    List<Check> all = new ArrayList<>(checks);
    all.add(check);
    return checking(all);
  }

  public @Nullable Check check(String wanted) {
    for (Check check : checks) {
      if (check.name().equals(wanted)) {
        return check;
      }
    }
    return null;
  }
}
