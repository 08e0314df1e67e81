package omendb.planner.bind;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import omendb.planner.CatalogView;
import omendb.planner.function.EvalContext;
import omendb.planner.function.FunctionCatalog;
import omendb.planner.function.FunctionSignature;
import omendb.planner.rel.Algebra;
import org.jspecify.annotations.Nullable;

/// What the binding of one statement shares.
public final class StatementContext {
  private final CatalogView catalog;
  private final Parameters parameters;
  private final EvalContext context;
  private final Coercion coercion;
  private @Nullable Algebra algebra;
  private final Map<Integer, CatalogView.Relation> relations = new HashMap<>();
  private final List<Recursion> recursions = new ArrayList<>();
  private int viewDepth;
  private int recursionCount;

  public StatementContext(CatalogView catalog, Parameters parameters, EvalContext context) {
    this.catalog = catalog;
    this.parameters = parameters;
    this.context = context;
    this.coercion = new Coercion(parameters, context);
  }

  /// True for functions that give another value on each call.
  public static boolean isVolatile(String id) {
    FunctionSignature signature = FunctionCatalog.byId(id);
    return signature != null && signature.volatility() == FunctionSignature.Volatility.VOLATILE;
  }

  public CatalogView catalog() {
    return catalog;
  }

  public Parameters parameters() {
    return parameters;
  }

  EvalContext context() {
    return context;
  }

  Coercion coercion() {
    return coercion;
  }

  /// Made when first needed: the row path does without.
  public Algebra algebra() {
    Algebra made = algebra;
    if (made == null) {
      made = new Algebra(StatementContext::isVolatile);
      algebra = made;
    }
    return made;
  }

  /// Remembers a relation that the statement reads.
  void seen(CatalogView.Relation relation) {
    relations.put(relation.oid(), relation);
  }

  /// A relation that the statement reads, or null for views' columns and the like.
  CatalogView.@Nullable Relation relation(int oid) {
    return relations.get(oid);
  }

  int nextRecursion() {
    return ++recursionCount;
  }

  /// The recursive tables whose queries are being bound.
  List<Recursion> recursions() {
    return recursions;
  }

  /// Binds a part of the statement where these tables must not refer to themselves.
  ///
  /// @param place null where they may
  <T> T within(Recursion.@Nullable Place place, Supplier<T> part) {
    if (place == null || recursions.isEmpty()) {
      return part.get();
    }
    List<Recursion> changed =
        recursions.stream().filter(r -> r.place() == Recursion.Place.STEP).toList();
    changed.forEach(recursion -> recursion.enter(place));
    T bound = part.get();
    changed.forEach(recursion -> recursion.enter(Recursion.Place.STEP));
    return bound;
  }

  /// Counts nested views, so that one that refers to itself ends in an error.
  int enterView() {
    return ++viewDepth;
  }

  void leaveView() {
    viewDepth--;
  }
}
