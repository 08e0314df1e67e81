package omendb.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import omendb.core.OmenException;
import omendb.core.TableSchema;
import omendb.engine.definition.Policy;
import omendb.planner.Reference;
import omendb.planner.ast.Query;
import omendb.planner.parse.SqlParser;
import org.jspecify.annotations.Nullable;

/// What the conditions of policies refer to.
final class PolicyTexts {
  private PolicyTexts() {}

  /// The policy with a change made to its conditions.
  static Policy rewritten(Policy policy, UnaryOperator<String> change) {
    String using = policy.using();
    String check = policy.check();
    return policy.saying(
        using == null ? null : change.apply(using), check == null ? null : change.apply(check));
  }

  /// `policy p on table t`.
  static String described(CatalogState catalog, Policy policy) {
    TableSchema table = table(catalog, policy);
    return "policy " + policy.name() + " on table " + (table == null ? "" : table.name());
  }

  private static @Nullable TableSchema table(CatalogState catalog, Policy policy) {
    return catalog.tableByOid(catalog.numbers().number(policy.table()));
  }

  /// The policies of other tables that ask relations which go.
  ///
  /// @param gone the relations' numbers
  /// @param lines gets for each what depends on what
  static List<Policy> over(Session session, Set<Integer> gone, List<String> lines) {
    CatalogState catalog = session.transaction().catalog();
    List<Policy> found = new ArrayList<>();
    for (Policy policy : catalog.policies().all()) {
      if (gone.contains(catalog.numbers().number(policy.table()))) {
        continue;
      }
      for (Reference reference : references(session, policy)) {
        if (reference instanceof Reference.ToRelation to && gone.contains(to.relation().oid())) {
          found.add(policy);
          String kind = to.relation().viewSql() == null ? "table " : "view ";
          lines.add(described(catalog, policy) + " depends on " + kind + to.relation().name());
          break;
        }
      }
    }
    return found;
  }

  private static List<Reference> references(Session session, Policy policy) {
    List<Reference> references = new ArrayList<>();
    rewritten(
        policy,
        text -> {
          references.addAll(references(session, text));
          return text;
        });
    return references;
  }

  private static List<Reference> references(Session session, String text) {
    return SqlParser.parseOne(text) instanceof Query query
        ? session
            .database()
            .planner()
            .references(query, new SessionCatalogView(session), session.context())
        : List.of();
  }

  /// The policies whose conditions mean nothing any more.
  static List<Policy> broken(Session session) {
    List<Policy> broken = new ArrayList<>();
    for (Policy policy : session.transaction().catalog().policies().all()) {
      try {
        references(session, policy);
      } catch (OmenException e) {
        broken.add(policy);
      }
    }
    return broken;
  }

  /// What depends on a role, as messages say it.
  static List<String> of(CatalogState catalog, Role role) {
    return catalog.policies().all().stream()
        .filter(policy -> policy.roles().contains(role.oid()))
        .map(policy -> "target of " + described(catalog, policy))
        .toList();
  }
}
