package omendb.planner.parse;

import static omendb.planner.parse.Keyword.*;

import java.util.ArrayList;
import java.util.List;
import omendb.planner.ast.Dml;
import omendb.planner.ast.Dml.Assignment;
import omendb.planner.ast.Dml.Overriding;
import omendb.planner.ast.Dml.Target;
import omendb.planner.ast.FromItem;
import omendb.planner.ast.IndexElement;
import omendb.planner.ast.Name;
import omendb.planner.ast.Node;
import omendb.planner.ast.Query;
import omendb.planner.ast.Query.SelectItem;
import omendb.planner.ast.Query.With;
import omendb.planner.ast.Statement;
import org.jspecify.annotations.Nullable;

/// INSERT, UPDATE, DELETE and MERGE.
final class DmlParser {
  private final Parser p;
  private final Cursor c;

  DmlParser(Parser parser) {
    this.p = parser;
    this.c = parser.cursor;
  }

  Statement insert(@Nullable With with, int pos) {
    c.expect(INSERT);
    c.expect(INTO);
    Name table = c.name();
    String alias = c.accept(AS) ? c.columnId() : null;
    List<Target> columns = List.of();
    if (c.at('(') && c.peekKind(1) != '(' && !p.queries.startsBehindParentheses()) {
      columns = columnList();
    }
    Overriding overriding = overriding();
    boolean plain = columns.isEmpty() && overriding == Overriding.NONE;
    Query source = null;
    if (plain && c.at(DEFAULT)) {
      c.advance();
      c.expect(VALUES);
    } else {
      source = p.queries.query();
    }
    Dml.OnConflict onConflict = onConflict();
    return new Dml.Insert(
        with, table, alias, columns, overriding, source, onConflict, returning(), pos);
  }

  private List<Target> columnList() {
    c.expect('(');
    List<Target> columns = new ArrayList<>();
    do {
      columns.add(target());
    } while (c.accept(','));
    c.expect(')');
    return columns;
  }

  private Target target() {
    int pos = c.pos();
    String column = c.columnId();
    if (!c.at('.') && !c.at('[')) {
      return new Target(column, List.of(), pos);
    }
    List<Dml.Step> steps = new ArrayList<>(1);
    while (true) {
      if (c.accept('.')) {
        steps.add(new Dml.Step(c.label(), null));
      } else if (c.at('[')) {
        steps.add(new Dml.Step(null, p.operands.index()));
      } else {
        return new Target(column, steps, pos);
      }
    }
  }

  private Overriding overriding() {
    if (!c.accept(OVERRIDING)) {
      return Overriding.NONE;
    }
    Overriding kind = c.accept(SYSTEM) ? Overriding.SYSTEM : Overriding.USER;
    if (kind == Overriding.USER) {
      c.expect(USER);
    }
    c.expect(VALUE);
    return kind;
  }

  private Dml.@Nullable OnConflict onConflict() {
    int pos = c.pos();
    if (!c.accept(ON)) {
      return null;
    }
    c.expect(CONFLICT);
    Dml.ConflictTarget target = conflictTarget();
    c.expect(DO);
    if (c.accept(NOTHING)) {
      return new Dml.OnConflict(target, null, null, pos);
    }
    c.expect(UPDATE);
    c.expect(SET);
    List<Assignment> assignments = assignments();
    return new Dml.OnConflict(target, assignments, p.selects.where(), pos);
  }

  private Dml.@Nullable ConflictTarget conflictTarget() {
    int pos = c.pos();
    if (c.accept(ON)) {
      c.expect(CONSTRAINT);
      return new Dml.ConflictTarget(List.of(), null, c.columnId(), pos);
    }
    if (!c.at('(')) {
      return null;
    }
    List<IndexElement> elements = p.indexes.elements();
    return new Dml.ConflictTarget(elements, p.selects.where(), null, pos);
  }

  private List<SelectItem> returning() {
    return c.accept(RETURNING) ? p.selects.items() : List.of();
  }

  private List<Assignment> assignments() {
    List<Assignment> assignments = new ArrayList<>(4);
    do {
      int pos = c.pos();
      boolean multiple = c.at('(');
      List<Target> targets = multiple ? columnList() : List.of(target());
      c.expect('=');
      assignments.add(new Assignment(targets, multiple, p.expressions.expression(), pos));
    } while (c.accept(','));
    return assignments;
  }

  Statement update(@Nullable With with, int pos) {
    c.expect(UPDATE);
    FromItem.Table table = p.from.target();
    c.expect(SET);
    List<Assignment> assignments = assignments();
    List<FromItem> from = c.accept(FROM) ? p.from.list() : List.of();
    Node where = whereOrCurrent();
    return new Dml.Update(with, table, assignments, from, where, returning(), pos);
  }

  Statement delete(@Nullable With with, int pos) {
    c.expect(DELETE);
    c.expect(FROM);
    FromItem.Table table = p.from.target();
    List<FromItem> using = c.accept(USING) ? p.from.list() : List.of();
    Node where = whereOrCurrent();
    return new Dml.Delete(with, table, using, where, returning(), pos);
  }

  private @Nullable Node whereOrCurrent() {
    if (c.at(WHERE, CURRENT) && c.peek(2) == OF) {
      c.advance();
      int pos = c.pos();
      c.advance();
      c.advance();
      return new Node.CurrentOf(c.columnId(), pos);
    }
    return p.selects.where();
  }

  Statement merge(@Nullable With with, int pos) {
    c.expect(MERGE);
    c.expect(INTO);
    FromItem.Table table = p.from.target();
    c.expect(USING);
    FromItem source = p.from.item();
    c.expect(ON);
    Node on = p.expressions.expression();
    List<Dml.MergeBranch> branches = new ArrayList<>(2);
    do {
      branches.add(branch());
    } while (c.at(WHEN));
    return new Dml.Merge(with, table, source, on, branches, pos);
  }

  private Dml.MergeBranch branch() {
    int pos = c.pos();
    c.expect(WHEN);
    boolean matched = !c.accept(NOT);
    c.expect(MATCHED);
    Node condition = c.accept(AND) ? p.expressions.expression() : null;
    c.expect(THEN);
    return new Dml.MergeBranch(matched, condition, action(matched), pos);
  }

  private Dml.MergeAction action(boolean matched) {
    if (c.accept(DO)) {
      c.expect(NOTHING);
      return new Dml.MergeNothing();
    }
    if (!matched) {
      return mergeInsert();
    }
    if (c.accept(DELETE)) {
      return new Dml.MergeDelete();
    }
    c.expect(UPDATE);
    c.expect(SET);
    return new Dml.MergeUpdate(assignments());
  }

  private Dml.MergeAction mergeInsert() {
    c.expect(INSERT);
    if (c.accept(DEFAULT)) {
      c.expect(VALUES);
      return new Dml.MergeInsert(List.of(), Overriding.NONE, null);
    }
    List<Target> columns = c.at('(') ? columnList() : List.of();
    Overriding overriding = overriding();
    c.expect(VALUES);
    c.expect('(');
    List<Node> values = p.expressions.list();
    c.expect(')');
    return new Dml.MergeInsert(columns, overriding, values);
  }
}
