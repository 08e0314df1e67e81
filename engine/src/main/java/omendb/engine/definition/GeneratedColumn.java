package omendb.engine.definition;

/// A column whose value follows from the others of its row and is stored with them.
///
/// @param column its name
/// @param expression as written, over the table's other columns
public record GeneratedColumn(int tableOid, String column, String expression) {
  public GeneratedColumn of(int newTableOid) {
    return new GeneratedColumn(newTableOid, column, expression);
  }

  public GeneratedColumn saying(String newColumn, String newExpression) {
    return new GeneratedColumn(tableOid, newColumn, newExpression);
  }
}
