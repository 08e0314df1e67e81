package omendb.engine;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import omendb.core.Column;
import omendb.core.ColumnType;
import omendb.core.SqlState;
import omendb.core.TableSchema;
import omendb.core.UserType;
import omendb.engine.catalog.Comments.Target;
import omendb.engine.catalog.SystemOids;
import omendb.engine.definition.CheckDefinition;
import omendb.engine.definition.GeneratedColumn;
import omendb.engine.definition.IndexDefinition;
import omendb.engine.definition.SequenceDefinition;
import omendb.engine.definition.TableRules;
import omendb.planner.ast.Constraint;
import omendb.planner.ast.Ddl;
import omendb.planner.ast.Option;
import omendb.planner.ast.TypeName;
import omendb.planner.parse.SqlParser;

/// LIKE in CREATE TABLE: the columns of another table, and what of its rules is INCLUDING.
final class LikeTables {
  private final Session session;
  private final DdlCommands definitions;
  private final List<Copied> copied = new ArrayList<>();

  LikeTables(Session session, DdlCommands definitions) {
    this.session = session;
    this.definitions = definitions;
  }

  /// A table that a LIKE names, and what is copied of it: `defaults`, `indexes` …
  private record Copied(TableSchema table, Set<String> parts) {}

  /// The statement with columns and constraints in the place of each LIKE.
  Ddl.CreateTable expanded(Ddl.CreateTable create) {
    if (create.elements().stream().noneMatch(each -> each instanceof Ddl.LikeTable)) {
      return create;
    }
    List<Ddl.TableElement> elements = new ArrayList<>();
    for (Ddl.TableElement element : create.elements()) {
      if (element instanceof Ddl.LikeTable like) {
        expand(like, elements);
      } else {
        elements.add(element);
      }
    }
    return new Ddl.CreateTable(
        create.name(),
        create.persistence(),
        create.ifNotExists(),
        elements,
        create.inherits(),
        create.storage(),
        create.partitionOf(),
        create.ofType(),
        create.pos());
  }

  private void expand(Ddl.LikeTable like, List<Ddl.TableElement> into) {
    TableSchema table = definitions.findTable(like.table());
    ViewDefinition view = table == null ? definitions.findView(like.table()) : null;
    if (view != null) {
      for (Column column : view.columns()) {
        into.add(column(column, List.of(), like.pos()));
      }
      return;
    }
    TableSchema source = definitions.requireTable(like.table());
    Copied copy = new Copied(source, parts(like));
    copied.add(copy);
    TableRules rules = session.transaction().catalog().rules().of(source.oid());
    for (int i = 0; i < source.columns().size(); i++) {
      into.add(
          column(source.columns().get(i), constraints(copy, rules, i, like.pos()), like.pos()));
    }
    if (copy.parts.contains("constraints")) {
      for (CheckDefinition check : rules.checks()) {
        into.add(
            new Constraint.Check(
                check.name(),
                sourced(check.condition()),
                false,
                Constraint.Timing.IMMEDIATE,
                like.pos()));
      }
    }
    if (copy.parts.contains("indexes")) {
      if (!source.hiddenKey()) {
        into.add(unique(source, source.keyColumns(), true, like.pos()));
      }
      for (IndexDefinition index : rules.indexes()) {
        if (index.constraint()) {
          into.add(unique(source, index.columns(), false, like.pos()));
        }
      }
    }
  }

  private static Set<String> parts(Ddl.LikeTable like) {
    Set<String> parts = new HashSet<>();
    for (String option : like.options()) {
      List<String> named =
          option.endsWith("all")
              ? List.of("comments", "constraints", "defaults", "generated", "identity", "indexes")
              : List.of(option.substring(1));
      if (option.startsWith("+")) {
        parts.addAll(named);
      } else {
        named.forEach(parts::remove);
      }
    }
    return parts;
  }

  private static Ddl.ColumnDefinition column(
      Column column, List<Constraint> constraints, int position) {
    return new Ddl.ColumnDefinition(
        column.name(), typeName(column.type(), position), null, null, constraints, position);
  }

  private static TypeName typeName(ColumnType type, int position) {
    UserType user = Objects.requireNonNullElse(type.element(), type).user();
    TypeName name =
        user == null
            ? SqlParser.parseTypeName(type.toString())
            : new TypeName(user.schema(), user.name(), List.of(), 0, null, false, position);
    return user != null && type.element() != null ? name.withArrayDimensions(1) : name;
  }

  private List<Constraint> constraints(Copied copy, TableRules rules, int place, int position) {
    Column column = copy.table.columns().get(place);
    List<Constraint> constraints = new ArrayList<>();
    if (!column.nullable()) {
      constraints.add(new Constraint.NotNull(null, position));
    }
    SequenceDefinition identity =
        session.transaction().catalog().sequences().identity(copy.table.oid(), place);
    if (identity != null) {
      if (copy.parts.contains("identity")) {
        boolean always = identity.owner().kind() == SequenceDefinition.Kind.ALWAYS;
        constraints.add(new Constraint.Identity(null, always, options(identity), position));
      }
    } else if (column.defaultSql() != null && copy.parts.contains("defaults")) {
      constraints.add(new Constraint.DefaultValue(null, sourced(column.defaultSql()), position));
    }
    for (GeneratedColumn each : rules.generated()) {
      if (each.column().equals(column.name()) && copy.parts.contains("generated")) {
        constraints.add(new Constraint.Generated(null, sourced(each.expression()), position));
      }
    }
    return constraints;
  }

  private static List<Option> options(SequenceDefinition sequence) {
    SequenceDefinition.Range range = sequence.range();
    Map<String, Long> values = new TreeMap<>();
    values.put("increment", range.increment());
    values.put("minvalue", range.min());
    values.put("maxvalue", range.max());
    values.put("start", range.start());
    values.put("cache", range.cache());
    List<Option> options = new ArrayList<>();
    values.forEach((name, value) -> options.add(Option.of(name, Long.toString(value), 0)));
    if (range.cycle()) {
      options.add(Option.of("cycle", "true", 0));
    }
    return options;
  }

  private static Ddl.Sourced sourced(String text) {
    return new Ddl.Sourced(SqlParser.parseExpression(text), text);
  }

  private static Constraint.Unique unique(
      TableSchema table, List<Integer> columns, boolean primaryKey, int position) {
    return new Constraint.Unique(
        null,
        primaryKey,
        false,
        columns.stream().map(column -> table.columns().get(column).name()).toList(),
        List.of(),
        List.of(),
        null,
        Constraint.Timing.IMMEDIATE,
        position);
  }

  /// Gives the new table the plain indexes and the comments that are copied.
  void finish(TableSchema created) {
    for (Copied copy : copied) {
      TableSchema table = definitions.current(created);
      if (copy.parts.contains("indexes")) {
        for (IndexDefinition index :
            session.transaction().catalog().rules().of(copy.table.oid()).indexes()) {
          if (!index.constraint()) {
            copyIndex(index, copy.table, table);
          }
        }
      }
      if (copy.parts.contains("comments")) {
        copyComments(copy.table, table);
      }
    }
  }

  private void copyIndex(IndexDefinition index, TableSchema from, TableSchema to) {
    List<IndexDefinition.Part> parts =
        index.parts().stream()
            .map(part ->
                part.expression() == null
                    ? part.at(place(to, from.columns().get(part.column()).name()))
                    : part)
            .toList();
    List<Integer> include =
        index.include().stream()
            .map(column -> place(to, from.columns().get(column).name()))
            .toList();
    String name =
        new ConstraintNames(session.transaction().catalog())
            .index(to, IndexCommands.names(to, parts, include));
    new IndexCommands(session, definitions).make(to, name, parts, index.traits(), include);
  }

  private static int place(TableSchema table, String column) {
    int place = table.columnIndex(column);
    if (place < 0) {
      throw SqlState.INTERNAL_ERROR.error("column \"%s\" is missing", column);
    }
    return place;
  }

  private void copyComments(TableSchema from, TableSchema to) {
    session
        .transaction()
        .editCatalog(state -> {
          int source = state.numbers().oid(from.oid());
          int target = state.numbers().oid(to.oid());
          for (Column column : from.columns()) {
            String text =
                state.comments().get(new Target(SystemOids.PG_CLASS, source, column.name()));
            state.comments().put(new Target(SystemOids.PG_CLASS, target, column.name()), text);
          }
        });
  }
}
