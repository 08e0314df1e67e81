package omendb.planner.parse;

/// The parsers of the statement families over one [Cursor]; they call each other through this.
final class Parser {
  final Cursor cursor;
  final TypeParser types;
  final ExpressionParser expressions;
  final OperandParser operands;
  final CallParser calls;
  final SpecialCallParser specialCalls;
  final QueryParser queries;
  final SelectParser selects;
  final FromParser from;
  final DmlParser dml;
  final IndexParser indexes;
  final OptionParser options;
  final TransactionParser transactions;
  final SettingParser settings;
  final TableParser tables;
  final ConstraintParser constraints;
  final CreateParser creates;
  final SequenceParser sequences;
  final CursorParser cursors;
  final CopyParser copies;
  final UpkeepParser upkeep;
  final ViewParser views;
  final RoleParser roles;
  final PolicyParser policies;
  final RoutineParser routines;
  final ObjectParser objects;
  final DropParser drops;
  final GrantParser grants;
  final AlterParser alters;
  final AlterTableParser alterTables;
  final StatementParser statements;

  Parser(Tokens tokens) {
    cursor = new Cursor(tokens);
    types = new TypeParser(this);
    expressions = new ExpressionParser(this);
    operands = new OperandParser(this);
    calls = new CallParser(this);
    specialCalls = new SpecialCallParser(this);
    queries = new QueryParser(this);
    selects = new SelectParser(this);
    from = new FromParser(this);
    dml = new DmlParser(this);
    indexes = new IndexParser(this);
    options = new OptionParser(this);
    transactions = new TransactionParser(this);
    settings = new SettingParser(this);
    tables = new TableParser(this);
    constraints = new ConstraintParser(this);
    creates = new CreateParser(this);
    sequences = new SequenceParser(this);
    cursors = new CursorParser(this);
    copies = new CopyParser(this);
    upkeep = new UpkeepParser(this);
    views = new ViewParser(this);
    roles = new RoleParser(this);
    policies = new PolicyParser(this);
    routines = new RoutineParser(this);
    objects = new ObjectParser(this);
    drops = new DropParser(this);
    grants = new GrantParser(this);
    alters = new AlterParser(this);
    alterTables = new AlterTableParser(this);
    statements = new StatementParser(this);
  }
}
