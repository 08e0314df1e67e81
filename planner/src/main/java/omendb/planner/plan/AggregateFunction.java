package omendb.planner.plan;

/// Result types follow PostgreSQL: SUM of int is bigint, of bigint and numeric numeric; AVG of
/// exact numbers is numeric. GROUPING's arguments are positions in the keys.
public enum AggregateFunction {
  COUNT_STAR,
  COUNT,
  SUM,
  AVG,
  MIN,
  MAX,
  BOOL_AND,
  BOOL_OR,
  STRING_AGG,
  ARRAY_AGG,
  STDDEV_SAMP,
  STDDEV_POP,
  VAR_SAMP,
  VAR_POP,
  /// This and those to REGR_INTERCEPT are of pairs of a dependent and an independent variable.
  COVAR_POP,
  COVAR_SAMP,
  CORR,
  REGR_COUNT,
  REGR_SXX,
  REGR_SYY,
  REGR_SXY,
  REGR_AVGX,
  REGR_AVGY,
  REGR_R2,
  REGR_SLOPE,
  REGR_INTERCEPT,
  BIT_AND,
  BIT_OR,
  /// Of the values in the order of the call; the argument is the fraction or an array of them.
  PERCENTILE_CONT,
  PERCENTILE_DISC,
  /// The value that is there most often, the first in the order of the call among equals.
  MODE,
  /// Where a row of the arguments would stand in the order of the call.
  HYPOTHETICAL_RANK,
  HYPOTHETICAL_DENSE_RANK,
  HYPOTHETICAL_PERCENT_RANK,
  HYPOTHETICAL_CUME_DIST,
  GROUPING,
  /// The value of the only row; more than one is 21000.
  SINGLE_VALUE,
  /// Any value of the group.
  ANY_VALUE
}
