package omendb.planner.bind;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import omendb.core.ColumnType;
import omendb.core.SqlState;
import omendb.core.UserType;
import omendb.planner.CatalogView;
import omendb.planner.PlannedStatement.Change;
import omendb.planner.PlannedStatement.OutputColumn;
import omendb.planner.Routine;
import omendb.planner.ast.Dml;
import omendb.planner.ast.Query;
import omendb.planner.ast.TypeName;
import omendb.planner.function.EvalContext;
import omendb.planner.function.FunctionCatalog;
import omendb.planner.function.FunctionSignature;
import omendb.planner.plan.Expr;
import omendb.planner.rel.Algebra;
import org.jspecify.annotations.Nullable;

/// What the binding of one statement shares.
public final class StatementContext {
  private final CatalogView catalog;
  private final Parameters parameters;
  private final EvalContext context;
  private final Coercion coercion;
  private @Nullable Algebra algebra;
  private @Nullable References references;
  private final Uses uses = new Uses();
  private final Map<Integer, CatalogView.Relation> relations = new HashMap<>();
  private final List<Recursion> recursions = new ArrayList<>();
  private final Map<Query.CommonTable, BoundChange> boundChanges = new IdentityHashMap<>();
  private final List<Change> changes = new ArrayList<>();
  private Set<Integer> policies = new HashSet<>();
  private int viewDepth;
  private int recursionCount;
  private @Nullable Scope base;
  private @Nullable Routine running;
  private final List<Routine> routines = new ArrayList<>();

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

  /// What the statement does to relations.
  Uses uses() {
    return uses;
  }

  /// 42501 when that is not permitted.
  public void requirePermission() {
    uses.requirePermission(catalog);
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

  /// From now on collects what the text refers to.
  public void collect(References into) {
    references = into;
  }

  /// True when the statement is asked what it refers to, and not planned.
  boolean isCollecting() {
    return references != null;
  }

  /// Where references are to be collected; null when they are not, and in a view's query.
  @Nullable References references() {
    return viewDepth == 0 && routines.isEmpty() ? references : null;
  }

  /// The type, which may be of a domain, or 42704 at its position.
  ColumnType type(TypeName name) {
    ColumnType type = TypeBinder.declared(name, catalog);
    ColumnType scalar = Objects.requireNonNullElse(type.element(), type);
    UserType user = scalar.user();
    References into = references();
    if (into != null && user != null) {
      into.type(name.pos(), user.oid(), user.schema(), user.name());
    }
    return type;
  }

  /// Remembers a relation that the statement reads.
  void seen(CatalogView.Relation relation) {
    relations.put(relation.oid(), relation);
  }

  /// A relation that the statement reads, or null for views' columns and the like.
  CatalogView.@Nullable Relation relation(int oid) {
    return relations.get(oid);
  }

  /// A changing statement of WITH, bound.
  ///
  /// @param columns what it returns; empty without RETURNING
  record BoundChange(int id, List<OutputColumn> columns) {}

  /// Binds the changing statements of the WITH clause of the whole statement, each of which sees
  /// the tables before it.
  public void bindChanges(Query.@Nullable With with) {
    if (with == null) {
      return;
    }
    for (int i = 0; i < with.tables().size(); i++) {
      Query.CommonTable table = with.tables().get(i);
      if (table.statement() instanceof Dml dml) {
        Query.With before =
            new Query.With(with.recursive(), with.tables().subList(0, i), with.pos());
        CommonTables visible = i == 0 ? null : CommonTables.within(null, before, this);
        DmlBinder.Bound bound = new DmlBinder(this, visible).bind(dml);
        BoundChange change = new BoundChange(nextRecursion(), bound.columns());
        RecursiveBinder.checkColumns(table, change.columns().size());
        boundChanges.put(table, change);
        changes.add(new Change(change.id(), table.name(), bound.plan()));
      }
    }
  }

  /// The changing statement that a table of WITH is; null for a query. 0A000 when its WITH clause
  /// is not that of the whole statement.
  @Nullable BoundChange change(Query.CommonTable table) {
    if (table.statement() instanceof Query) {
      return null;
    }
    BoundChange change = boundChanges.get(table);
    if (change == null) {
      throw SqlState.FEATURE_NOT_SUPPORTED
          .error("WITH clause containing a data-modifying statement must be at the top level")
          .at(table.pos());
    }
    return change;
  }

  /// The changing statements of WITH, planned.
  public List<Change> changes() {
    return List.copyOf(changes);
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

  /// The tables whose policies are being bound.
  Set<Integer> policies() {
    return policies;
  }

  /// A statement for a part of this one that is planned apart.
  StatementContext apart() {
    StatementContext apart = new StatementContext(catalog, new Parameters(List.of()), context);
    apart.uses.enter(uses.through());
    apart.policies = policies;
    apart.viewDepth = viewDepth;
    return apart;
  }

  /// Counts nested views, so that one that refers to itself ends in an error.
  int enterView() {
    return ++viewDepth;
  }

  void leaveView() {
    viewDepth--;
  }

  /// The names that a statement of a routine sees around it; null in the bodies of others that are
  /// put into it.
  @Nullable Scope base() {
    return viewDepth == 0 && routines.isEmpty() ? base : null;
  }

  /// Makes the statement one of a routine, whose parameters are the statement's own.
  public void within(Routine routine) {
    running = routine;
    uses.enter(routine.definer() == null ? 0 : routine.oid());
    List<Expr> values = new ArrayList<>();
    for (int i = 0; i < routine.parameters().size(); i++) {
      values.add(new Expr.Parameter(i, routine.parameters().get(i).type().plain()));
    }
    base = RoutineScopes.of(routine, values, new Scope(null));
  }

  /// The routine whose owner runs what is being bound; null for the current user, also within
  /// views.
  @Nullable Routine definer() {
    for (Routine routine : routines.reversed()) {
      if (routine.definer() != null) {
        return routine;
      }
    }
    return running != null && running.definer() != null ? running : null;
  }

  /// The routines whose bodies are being bound, the innermost last.
  List<Routine> routines() {
    return routines;
  }
}
