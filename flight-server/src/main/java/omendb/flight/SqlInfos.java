package omendb.flight;

import java.util.List;
import java.util.Map;
import org.apache.arrow.flight.sql.SqlInfoBuilder;
import org.apache.arrow.flight.sql.impl.FlightSql.SqlNullOrdering;
import org.apache.arrow.flight.sql.impl.FlightSql.SqlOuterJoinsSupportLevel;
import org.apache.arrow.flight.sql.impl.FlightSql.SqlSupportedCaseSensitivity;
import org.apache.arrow.flight.sql.impl.FlightSql.SqlSupportedElementActions;
import org.apache.arrow.flight.sql.impl.FlightSql.SqlSupportedGroupBy;
import org.apache.arrow.flight.sql.impl.FlightSql.SqlSupportedPositionedCommands;
import org.apache.arrow.flight.sql.impl.FlightSql.SqlSupportedResultSetType;
import org.apache.arrow.flight.sql.impl.FlightSql.SqlSupportedSubqueries;
import org.apache.arrow.flight.sql.impl.FlightSql.SqlSupportedTransaction;
import org.apache.arrow.flight.sql.impl.FlightSql.SqlSupportedUnions;
import org.apache.arrow.flight.sql.impl.FlightSql.SqlTransactionIsolationLevel;
import org.apache.arrow.flight.sql.impl.FlightSql.SupportedAnsi92SqlGrammarLevel;
import org.apache.arrow.flight.sql.impl.FlightSql.SupportedSqlGrammar;

/// What the server says of itself: every code of SqlInfo (FlightSql.proto).
final class SqlInfos {
  private static final int NAME_BYTES_MAX = 63;
  private static final int COLUMNS_MAX = 1600;

  /// SqlTransactionIsolationLevel as a number.
  private static final long TRANSACTION_REPEATABLE_READ =
      SqlTransactionIsolationLevel.SQL_TRANSACTION_REPEATABLE_READ.getNumber();

  private SqlInfos() {}

  static SqlInfoBuilder of(String version) {
    SqlInfoBuilder builder = new SqlInfoBuilder();
    server(builder, version);
    names(builder);
    support(builder);
    limits(builder);
    functions(builder);
    return builder;
  }

  private static void server(SqlInfoBuilder builder, String version) {
    builder
        .withFlightSqlServerName("OmenDB")
        .withFlightSqlServerVersion(version)
        .withFlightSqlServerArrowVersion("18.3.0")
        .withFlightSqlServerReadOnly(false)
        .withFlightSqlServerSql(true)
        .withFlightSqlServerSubstrait(false)
        .withFlightSqlServerSubstraitMinVersion("")
        .withFlightSqlServerSubstraitMaxVersion("")
        .withFlightSqlServerTransaction(
            SqlSupportedTransaction.SQL_SUPPORTED_TRANSACTION_TRANSACTION)
        .withFlightSqlServerCancel(true)
        .withFlightSqlServerBulkIngestion(true)
        .withFlightSqlServerBulkIngestionTransaction(true)
        .withFlightSqlServerStatementTimeout(0)
        .withFlightSqlServerTransactionTimeout(0);
  }

  private static void names(SqlInfoBuilder builder) {
    builder
        .withSqlIdentifierCase(SqlSupportedCaseSensitivity.SQL_CASE_SENSITIVITY_LOWERCASE)
        .withSqlQuotedIdentifierCase(
            SqlSupportedCaseSensitivity.SQL_CASE_SENSITIVITY_CASE_INSENSITIVE)
        .withSqlIdentifierQuoteChar("\"")
        .withSqlSearchStringEscape("\\")
        .withSqlExtraNameCharacters("$")
        .withSqlSchemaTerm("schema")
        .withSqlCatalogTerm("database")
        .withSqlProcedureTerm("function")
        .withSqlCatalogAtStart(true)
        .withSqlDdlCatalog(false)
        .withSqlDdlSchema(true)
        .withSqlDdlTable(true)
        .withSqlNullOrdering(SqlNullOrdering.SQL_NULLS_SORTED_HIGH);
  }

  private static void support(SqlInfoBuilder builder) {
    builder
        .withSqlSupportsColumnAliasing(true)
        .withSqlNullPlusNullIsNull(true)
        .withSqlSupportsTableCorrelationNames(true)
        .withSqlSupportsDifferentTableCorrelationNames(false)
        .withSqlSupportsExpressionsInOrderBy(true)
        .withSqlSupportsOrderByUnrelated(true)
        .withSqlSupportsLikeEscapeClause(true)
        .withSqlSupportsNonNullableColumns(true)
        .withSqlSupportsIntegrityEnhancementFacility(false)
        .withSqlSelectForUpdateSupported(false)
        .withSqlStoredProceduresSupported(false)
        .withSqlCorrelatedSubqueriesSupported(true)
        .withSqlMaxRowSizeIncludesBlobs(true)
        .withSqlTransactionsSupported(true)
        .withSqlDataDefinitionCausesTransactionCommit(false)
        .withSqlDataDefinitionsInTransactionsIgnored(false)
        .withSqlBatchUpdatesSupported(true)
        .withSqlSavepointsSupported(true)
        .withSqlNamedParametersSupported(false)
        .withSqlLocatorsUpdateCopy(false)
        .withSqlStoredFunctionsUsingCallSyntaxSupported(false)
        .withSqlAllTablesAreSelectable(true)
        .withSqlSupportedGroupBy(SqlSupportedGroupBy.SQL_GROUP_BY_UNRELATED)
        .withSqlSupportedGrammar(
            SupportedSqlGrammar.SQL_MINIMUM_GRAMMAR, SupportedSqlGrammar.SQL_CORE_GRAMMAR)
        .withSqlAnsi92SupportedLevel(SupportedAnsi92SqlGrammarLevel.ANSI92_ENTRY_SQL)
        .withSqlSchemasSupportedActions(SqlSupportedElementActions.SQL_ELEMENT_IN_INDEX_DEFINITIONS)
        .withSqlCatalogsSupportedActions(new SqlSupportedElementActions[0])
        .withSqlSupportedPositionedCommands(new SqlSupportedPositionedCommands[0])
        .withSqlSubQueriesSupported(
            SqlSupportedSubqueries.SQL_SUBQUERIES_IN_COMPARISONS,
            SqlSupportedSubqueries.SQL_SUBQUERIES_IN_EXISTS,
            SqlSupportedSubqueries.SQL_SUBQUERIES_IN_INS)
        .withSqlSupportedUnions(SqlSupportedUnions.SQL_UNION, SqlSupportedUnions.SQL_UNION_ALL)
        .withSqlOuterJoinSupportLevel(SqlOuterJoinsSupportLevel.SQL_FULL_OUTER_JOINS)
        .withSqlDefaultTransactionIsolation(TRANSACTION_REPEATABLE_READ)
        .withSqlSupportedTransactionsIsolationLevels(
            SqlTransactionIsolationLevel.SQL_TRANSACTION_READ_COMMITTED,
            SqlTransactionIsolationLevel.SQL_TRANSACTION_REPEATABLE_READ,
            SqlTransactionIsolationLevel.SQL_TRANSACTION_SERIALIZABLE)
        .withSqlSupportedResultSetTypes(SqlSupportedResultSetType.SQL_RESULT_SET_TYPE_FORWARD_ONLY);
  }

  private static void limits(SqlInfoBuilder builder) {
    builder
        .withSqlMaxBinaryLiteralLength(0)
        .withSqlMaxCharLiteralLength(0)
        .withSqlMaxColumnNameLength(NAME_BYTES_MAX)
        .withSqlMaxColumnsInGroupBy(COLUMNS_MAX)
        .withSqlMaxColumnsInIndex(32)
        .withSqlMaxColumnsInOrderBy(COLUMNS_MAX)
        .withSqlMaxColumnsInSelect(COLUMNS_MAX)
        .withSqlMaxColumnsInTable(COLUMNS_MAX)
        .withSqlMaxConnections(200)
        .withSqlMaxCursorNameLength(NAME_BYTES_MAX)
        .withSqlMaxIndexLength(0)
        .withSqlDbSchemaNameLength(NAME_BYTES_MAX)
        .withSqlMaxProcedureNameLength(NAME_BYTES_MAX)
        .withSqlMaxCatalogNameLength(NAME_BYTES_MAX)
        .withSqlMaxRowSize(0)
        .withSqlMaxStatementLength(0)
        .withSqlMaxStatements(0)
        .withSqlMaxTableNameLength(NAME_BYTES_MAX)
        .withSqlMaxTablesInSelect(0)
        .withSqlMaxUsernameLength(NAME_BYTES_MAX);
  }

  private static void functions(SqlInfoBuilder builder) {
    builder
        .withSqlKeywords(new String[] {"returning", "limit", "offset", "ilike"})
        .withSqlNumericFunctions(
            new String[] {"abs", "ceil", "floor", "round", "trunc", "sqrt", "power", "mod", "sign"})
        .withSqlStringFunctions(
            new String[] {
              "length", "lower", "upper", "substring", "trim", "replace", "position", "concat"
            })
        .withSqlSystemFunctions(new String[] {"version", "current_database", "current_setting"})
        .withSqlDatetimeFunctions(
            new String[] {"now", "date_trunc", "extract", "age", "to_char", "to_date"})
        .withSqlSupportsConvert(Map.<Integer, List<Integer>>of());
  }
}
