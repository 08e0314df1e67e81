package omendb.planner;

import omendb.planner.PlannedStatement.Lane;
import omendb.planner.PlannedStatement.Route;
import omendb.planner.plan.Plan;

/// Chooses the lane of a plan by what it would cost on either.
final class RouteChoice {
  private RouteChoice() {}

  static Route of(Plan plan) {
    double visits = visits(plan);
    if (onlyLookups(plan)) {
      return new Route(Lane.LOOKUP, visits, "");
    }
    return new Route(Lane.COLUMNS, visits, "");
  }

  /// True when all that the plan reads are a few rows found by keys and indexes, whatever it makes
  /// of them: what it finds depends little on the values that it is given.
  static boolean readsFew(Plan plan) {
    return switch (plan) {
      case Plan.Scan _ -> false;
      case Plan.Lookup _ -> true;
      case Plan.IndexScan node -> node.rows() <= Plan.IndexScan.FEW;
      case Plan.Values _ -> true;
      case Plan.Filter node -> readsFew(node.input());
      case Plan.Project node -> readsFew(node.input());
      case Plan.Join node -> readsFew(node.left()) && readsFew(node.right());
      case Plan.Aggregate node -> readsFew(node.input());
      case Plan.Sort node -> readsFew(node.input());
      case Plan.Limit node -> readsFew(node.input());
      case Plan.LockRows node -> readsFew(node.input());
      case Plan.SetOperation node -> node.inputs().stream().allMatch(RouteChoice::readsFew);
      case Plan.RecursiveUnion _, Plan.WorkingTable _ -> false;
      case Plan.Window node -> readsFew(node.input());
      case Plan.ProjectSet node -> readsFew(node.input());
      case Plan.Insert node -> readsFew(node.source());
      case Plan.Update node -> readsFew(node.source());
      case Plan.Merge node -> readsFew(node.source());
      case Plan.Delete node -> readsFew(node.source());
    };
  }

  /// The rows that all nodes together hand on.
  private static double visits(Plan plan) {
    double own = plan.rows();
    return switch (plan) {
      case Plan.Scan _, Plan.Lookup _, Plan.IndexScan _, Plan.Values _, Plan.WorkingTable _ -> own;
      case Plan.RecursiveUnion node -> own + visits(node.seed()) + visits(node.step());
      case Plan.Filter node -> own + visits(node.input());
      case Plan.Project node -> visits(node.input());
      case Plan.Join node -> own + visits(node.left()) + visits(node.right());
      case Plan.Aggregate node -> own + visits(node.input());
      case Plan.Sort node -> own + visits(node.input());
      case Plan.Limit node -> own + visits(node.input());
      case Plan.LockRows node -> own + visits(node.input());
      case Plan.SetOperation node ->
          own + node.inputs().stream().mapToDouble(RouteChoice::visits).sum();
      case Plan.Window node -> own + visits(node.input());
      case Plan.ProjectSet node -> own + visits(node.input());
      case Plan.Insert node -> own + visits(node.source());
      case Plan.Update node -> own + visits(node.source());
      case Plan.Merge node -> own + visits(node.source());
      case Plan.Delete node -> own + visits(node.source());
    };
  }

  /// True when the plan reads a few rows by their keys and nothing else.
  private static boolean onlyLookups(Plan plan) {
    return switch (plan) {
      case Plan.Lookup _ -> true;
      case Plan.IndexScan node -> node.rows() <= Plan.IndexScan.FEW;
      case Plan.Values node -> node.tuples().size() <= 1;
      case Plan.Filter node -> onlyLookups(node.input());
      case Plan.Project node -> onlyLookups(node.input());
      case Plan.Limit node -> onlyLookups(node.input());
      case Plan.LockRows node -> onlyLookups(node.input());
      case Plan.Insert node -> onlyLookups(node.source());
      case Plan.Update node -> onlyLookups(node.source());
      case Plan.Merge _ -> false;
      case Plan.Delete node -> onlyLookups(node.source());
      case Plan.Scan _,
          Plan.Join _,
          Plan.Aggregate _,
          Plan.Sort _,
          Plan.SetOperation _,
          Plan.RecursiveUnion _,
          Plan.WorkingTable _,
          Plan.Window _,
          Plan.ProjectSet _ ->
          false;
    };
  }
}
