package omendb.planner.parse;

import static omendb.planner.parse.Keyword.*;

import java.util.ArrayList;
import java.util.List;
import omendb.core.SqlState;
import omendb.planner.ast.AlterTable;
import omendb.planner.ast.AlterTable.Action;
import omendb.planner.ast.AlterTable.Property;
import omendb.planner.ast.Constraint;
import omendb.planner.ast.Ddl;
import omendb.planner.ast.Ddl.ObjectType;
import omendb.planner.ast.Ddl.Sourced;
import omendb.planner.ast.FromItem;
import omendb.planner.ast.Name;
import omendb.planner.ast.Node;
import omendb.planner.ast.Option;
import omendb.planner.ast.Statement;
import omendb.planner.ast.TypeName;
import org.jspecify.annotations.Nullable;

/// ALTER of tables and of what is altered like them: indexes, views, sequences, domains.
final class AlterTableParser {
  private final Parser p;
  private final Cursor c;

  AlterTableParser(Parser parser) {
    this.p = parser;
    this.c = parser.cursor;
  }

  /// From the kind of the relation on.
  Statement statement(int pos) {
    ObjectType type = p.objects.qualifiedType();
    if (type == null) {
      throw c.syntaxError();
    }
    if (c.at(ALL, IN)) {
      return p.statements.unsupported("ALTER ... ALL IN TABLESPACE", pos);
    }
    boolean ifExists = c.ifExists();
    FromItem.Table relation = p.from.relation();
    Name name = relation.name();
    Statement whole = whole(type, name, ifExists, pos);
    if (whole != null) {
      return whole;
    }
    List<Action> actions = new ArrayList<>(1);
    do {
      actions.add(action(type));
    } while (c.accept(','));
    return new AlterTable(type, name, relation.only(), ifExists, actions, pos);
  }

  /// What is no comma-separated action, or null.
  private @Nullable Statement whole(ObjectType type, Name name, boolean ifExists, int pos) {
    if (c.at(RENAME)) {
      return rename(type, name, ifExists, pos);
    }
    if (c.at(SET, SCHEMA)) {
      return p.alters.common(type, name, ifExists, pos);
    }
    if (type == ObjectType.SEQUENCE && p.sequences.atOption()) {
      return new Ddl.AlterSequence(name, ifExists, p.sequences.options(), pos);
    }
    boolean dependency = c.at(DEPENDS) || c.at(NO, DEPENDS);
    return dependency ? p.statements.unsupported("ALTER ... DEPENDS ON EXTENSION", pos) : null;
  }

  private Statement rename(ObjectType type, Name name, boolean ifExists, int pos) {
    c.expect(RENAME);
    if (c.accept(TO)) {
      return new Ddl.Rename(type, name, null, c.columnId(), ifExists, pos);
    }
    if (type == ObjectType.INDEX || type == ObjectType.SEQUENCE) {
      throw c.syntaxError();
    }
    ObjectType part = c.accept(CONSTRAINT) ? ObjectType.CONSTRAINT : ObjectType.COLUMN;
    if (part == ObjectType.COLUMN) {
      c.accept(COLUMN);
    }
    String old = c.columnId();
    c.expect(TO);
    return new Ddl.Rename(part, name, old, c.columnId(), ifExists, pos);
  }

  private Action action(ObjectType type) {
    int pos = c.pos();
    switch (c.keyword) {
      case ADD -> {
        c.advance();
        return add(pos);
      }
      case DROP -> {
        c.advance();
        return drop(pos);
      }
      case ALTER -> {
        c.advance();
        return alter(pos);
      }
      case SET, RESET -> {
        return set(pos);
      }
      case VALIDATE -> {
        c.advance();
        c.expect(CONSTRAINT);
        return new AlterTable.ValidateConstraint(c.columnId(), pos);
      }
      case OWNER -> {
        c.advance();
        c.expect(TO);
        return new AlterTable.OwnerTo(p.roles.role(), pos);
      }
      case ATTACH -> {
        c.advance();
        c.expect(PARTITION);
        Name partition = c.name();
        if (type == ObjectType.INDEX) {
          return new AlterTable.Other("ATTACH PARTITION of an index", pos);
        }
        return new AlterTable.AttachPartition(partition, p.tables.bound(), pos);
      }
      case DETACH -> {
        return detach(pos);
      }
      case INHERIT -> {
        c.advance();
        return new AlterTable.Inherit(c.name(), true, pos);
      }
      case NO -> {
        c.advance();
        if (c.accept(FORCE)) {
          return rowSecurity(true, false, pos);
        }
        c.expect(INHERIT);
        return new AlterTable.Inherit(c.name(), false, pos);
      }
      default -> {
        return rare(pos);
      }
    }
  }

  private Action add(int pos) {
    if (p.constraints.atTableConstraint()) {
      return new AlterTable.AddConstraint(p.constraints.ofTable(), pos);
    }
    c.accept(COLUMN);
    boolean ifNotExists = c.ifNotExists();
    return new AlterTable.AddColumn(p.tables.column(), ifNotExists, pos);
  }

  private Action drop(int pos) {
    if (c.accept(CONSTRAINT)) {
      return dropConstraint(pos);
    }
    c.accept(COLUMN);
    boolean ifExists = c.ifExists();
    String column = c.columnId();
    return new AlterTable.DropColumn(column, ifExists, c.cascade(), pos);
  }

  private Action dropConstraint(int pos) {
    boolean ifExists = c.ifExists();
    String name = c.columnId();
    return new AlterTable.DropConstraint(name, ifExists, c.cascade(), pos);
  }

  private Action alter(int pos) {
    if (c.accept(CONSTRAINT)) {
      String name = c.columnId();
      return new AlterTable.AlterConstraint(name, p.constraints.timing("FOREIGN KEY", false), pos);
    }
    c.accept(COLUMN);
    if (c.at(Token.INTEGER)) {
      return columnNumberStatistics(pos);
    }
    String column = c.columnId();
    switch (c.keyword) {
      case TYPE -> {
        return columnType(column, pos);
      }
      case SET -> {
        c.advance();
        return setColumn(column, pos);
      }
      case DROP -> {
        c.advance();
        return dropFromColumn(column, pos);
      }
      case ADD -> {
        c.advance();
        if (c.at(GENERATED)) {
          if (p.constraints.ofColumn() instanceof Constraint.Identity identity) {
            return new AlterTable.AddIdentity(column, identity, pos);
          }
        }
        throw c.syntaxError();
      }
      case RESET -> {
        c.advance();
        return c.at('(')
            ? new AlterTable.ColumnOptions(column, p.options.storage(), true, pos)
            : new AlterTable.AlterIdentity(column, identityOptions(), pos);
      }
      case RESTART -> {
        return new AlterTable.AlterIdentity(column, identityOptions(), pos);
      }
      case OPTIONS -> {
        return options(pos);
      }
      default -> throw c.syntaxError();
    }
  }

  /// `ALTER COLUMN 2 SET STATISTICS n`, as for an index.
  private Action columnNumberStatistics(int pos) {
    int numberPos = c.pos();
    int number = c.integer();
    c.expect(SET, STATISTICS);
    int target = c.signedInteger();
    if (number < 1 || number > Short.MAX_VALUE) {
      throw SqlState.INVALID_PARAMETER_VALUE
          .error("column number must be in range from 1 to %d", Short.MAX_VALUE)
          .at(numberPos);
    }
    return new AlterTable.SetStatistics(Integer.toString(number), target, pos);
  }

  private Action columnType(String column, int pos) {
    c.expect(TYPE);
    TypeName type = p.types.type();
    Name collation = c.accept(COLLATE) ? c.name() : null;
    Sourced using = c.accept(USING) ? sourced() : null;
    return new AlterTable.AlterColumnType(column, type, collation, using, pos);
  }

  private Sourced sourced() {
    int start = c.start();
    Node expression = p.expressions.expression();
    return new Sourced(expression, c.textFrom(start));
  }

  private Action setColumn(String column, int pos) {
    switch (c.keyword) {
      case DATA -> {
        c.advance();
        return columnType(column, pos);
      }
      case DEFAULT -> {
        c.advance();
        return new AlterTable.AlterDefault(column, sourced(), pos);
      }
      case NOT -> {
        c.advance();
        c.expect(NULL);
        return new AlterTable.AlterNullability(column, true, pos);
      }
      case STATISTICS -> {
        c.advance();
        return new AlterTable.SetStatistics(column, c.signedInteger(), pos);
      }
      case STORAGE -> {
        c.advance();
        return new AlterTable.SetStorage(column, c.columnId(), pos);
      }
      case COMPRESSION -> {
        c.advance();
        String method = c.accept(DEFAULT) ? "default" : c.columnId();
        return new AlterTable.SetCompression(column, method, pos);
      }
      case GENERATED -> {
        return new AlterTable.AlterIdentity(column, identityOptions(true), pos);
      }
      default -> {
        return c.at('(')
            ? new AlterTable.ColumnOptions(column, p.options.storage(), false, pos)
            : new AlterTable.AlterIdentity(column, identityOptions(true), pos);
      }
    }
  }

  private List<Option> identityOptions() {
    return identityOptions(false);
  }

  /// `SET GENERATED …`, `SET INCREMENT …`, `RESTART …`, one after the other; `afterSet` when the
  /// first SET has been read.
  private List<Option> identityOptions(boolean afterSet) {
    List<Option> options = new ArrayList<>(1);
    boolean set = afterSet;
    do {
      int pos = c.pos();
      if (!set && c.at(RESTART)) {
        options.add(p.sequences.option());
      } else {
        if (!set) {
          c.expect(SET);
        }
        options.add(c.accept(GENERATED) ? generated(pos) : p.sequences.option());
      }
      set = false;
    } while (c.at(SET) || c.at(RESTART));
    return options;
  }

  private Option generated(int pos) {
    if (c.accept(ALWAYS)) {
      return Option.of("generated", "always", pos);
    }
    c.expect(BY);
    c.expect(DEFAULT);
    return Option.of("generated", "by default", pos);
  }

  private Action dropFromColumn(String column, int pos) {
    if (c.accept(DEFAULT)) {
      return new AlterTable.AlterDefault(column, null, pos);
    }
    if (c.accept(NOT)) {
      c.expect(NULL);
      return new AlterTable.AlterNullability(column, false, pos);
    }
    if (c.accept(EXPRESSION)) {
      return new AlterTable.DropExpression(column, c.ifExists(), pos);
    }
    c.expect(IDENTITY);
    return new AlterTable.DropIdentity(column, c.ifExists(), pos);
  }

  /// `SET` or `RESET` of the table itself.
  private Action set(int pos) {
    boolean reset = c.accept(RESET);
    if (!reset) {
      c.expect(SET);
    }
    if (reset || c.at('(')) {
      return new AlterTable.TableOptions(p.options.storage(), reset, pos);
    }
    switch (c.keyword) {
      case LOGGED, UNLOGGED -> {
        boolean logged = c.at(LOGGED);
        c.advance();
        return new AlterTable.SetLogged(logged, pos);
      }
      case TABLESPACE -> {
        c.advance();
        return new AlterTable.Physical(Property.TABLESPACE, c.columnId(), pos);
      }
      case ACCESS -> {
        c.advance();
        c.expect(METHOD);
        return new AlterTable.Physical(Property.ACCESS_METHOD, c.columnId(), pos);
      }
      case WITHOUT -> {
        c.advance();
        if (c.accept(CLUSTER)) {
          return new AlterTable.Physical(Property.CLUSTER, null, pos);
        }
        c.expect(OIDS);
        return new AlterTable.Physical(Property.OIDS, null, pos);
      }
      default -> throw c.syntaxError();
    }
  }

  private Action detach(int pos) {
    c.advance();
    c.expect(PARTITION);
    Name partition = c.name();
    boolean concurrently = c.accept(CONCURRENTLY);
    if (!concurrently && c.accept(FINALIZE)) {
      return new AlterTable.Other("DETACH PARTITION ... FINALIZE", pos);
    }
    return new AlterTable.DetachPartition(partition, concurrently, pos);
  }

  /// Actions that are read to be refused, or that change nothing here.
  private Action rare(int pos) {
    switch (c.keyword) {
      case ENABLE, DISABLE -> {
        return enable(pos);
      }
      case FORCE -> {
        c.advance();
        return rowSecurity(true, true, pos);
      }
      case CLUSTER -> {
        c.advance();
        c.expect(ON);
        return new AlterTable.Physical(Property.CLUSTER, c.columnId(), pos);
      }
      case REPLICA -> {
        c.advance();
        c.expect(IDENTITY);
        String index = null;
        if (c.accept(USING)) {
          c.expect(INDEX);
          index = c.columnId();
        } else if (!c.accept(NOTHING) && !c.accept(FULL)) {
          c.expect(DEFAULT);
        }
        return new AlterTable.Physical(Property.REPLICA_IDENTITY, index, pos);
      }
      case OF -> {
        c.advance();
        c.name();
        return new AlterTable.Other("OF", pos);
      }
      case NOT -> {
        c.advance();
        c.expect(OF);
        return new AlterTable.Other("NOT OF", pos);
      }
      case OPTIONS -> {
        return options(pos);
      }
      default -> throw c.syntaxError();
    }
  }

  private Action options(int pos) {
    c.expect(OPTIONS);
    p.statements.skipParentheses();
    return new AlterTable.Other("OPTIONS", pos);
  }

  private Action enable(int pos) {
    String word = c.keyword.name();
    boolean enable = c.at(ENABLE);
    c.advance();
    if (c.at(ROW)) {
      return rowSecurity(false, enable, pos);
    }
    if (enable && !c.accept(ALWAYS)) {
      c.accept(REPLICA);
    }
    boolean rule = c.accept(RULE);
    if (!rule) {
      c.expect(TRIGGER);
    }
    if (rule || (!c.accept(ALL) && !c.accept(USER))) {
      c.columnId();
    }
    return new AlterTable.Other(word + (rule ? " RULE" : " TRIGGER"), pos);
  }

  private Action rowSecurity(boolean force, boolean on, int pos) {
    c.expect(ROW);
    c.expect(LEVEL);
    c.expect(SECURITY);
    return new AlterTable.RowSecurity(force, on, pos);
  }

  /// The action of an ALTER DOMAIN.
  Action domainAction() {
    int pos = c.pos();
    if (c.accept(SET)) {
      if (c.accept(DEFAULT)) {
        return new AlterTable.AlterDefault("", sourced(), pos);
      }
      c.expect(NOT, NULL);
      return new AlterTable.AlterNullability("", true, pos);
    }
    if (c.accept(ADD)) {
      return new AlterTable.AddConstraint(p.constraints.ofTable(), pos);
    }
    if (c.accept(VALIDATE)) {
      c.expect(CONSTRAINT);
      return new AlterTable.ValidateConstraint(c.columnId(), pos);
    }
    c.expect(DROP);
    if (c.accept(CONSTRAINT)) {
      return dropConstraint(pos);
    }
    if (c.accept(DEFAULT)) {
      return new AlterTable.AlterDefault("", null, pos);
    }
    c.expect(NOT, NULL);
    return new AlterTable.AlterNullability("", false, pos);
  }
}
