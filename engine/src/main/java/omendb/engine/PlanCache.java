package omendb.engine;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.List;
import java.util.Objects;
import omendb.core.ColumnType;
import omendb.core.text.TextStyle;
import omendb.planner.PlannedStatement;
import omendb.planner.ast.Statement;
import org.jspecify.annotations.Nullable;

/// Plans by statement text: a repeated statement never meets the optimiser again.
final class PlanCache {
  /// Longer texts are not kept; they are loads, not statements that come back.
  private static final int TEXT_MAX = 16_384;

  private final Cache<Key, PlannedStatement> plans;

  /// What a plan depends on; literals with a time of day mean what the time zone makes of them.
  /// Plans over a catalog edited by an open transaction are not shared.
  private record Key(
      String sql,
      int position,
      List<ColumnType> parameterTypes,
      String scope,
      TextStyle style,
      long catalog) {}

  PlanCache(int entriesMax) {
    plans = Caffeine.newBuilder().maximumSize(entriesMax).build();
  }

  PlannedStatement get(Database database, Session session, PreparedStatement prepared) {
    Statement statement = Objects.requireNonNull(prepared.statement());
    // The plan of a statement whose literals are parameters is not the plan of its text.
    boolean shared =
        !session.transaction().editsCatalog()
            && !prepared.hasLiterals()
            && prepared.sql().length() <= TEXT_MAX;
    Key key =
        new Key(
            prepared.sql(),
            statement.pos(),
            prepared.declaredTypes(),
            session.planScope(),
            session.style(),
            session.catalogVersion());
    @Nullable PlannedStatement plan = shared ? plans.getIfPresent(key) : null;
    if (plan == null) {
      plan =
          database
              .planner()
              .plan(
                  statement,
                  prepared.sql(),
                  prepared.declaredTypes(),
                  new SessionCatalogView(session),
                  session.context());
      if (shared) {
        plans.put(key, plan);
      }
    }
    return plan;
  }

  long size() {
    return plans.estimatedSize();
  }
}
