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
    statements = new StatementParser(this);
  }
}
