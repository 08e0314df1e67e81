package omendb.engine;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import omendb.core.SqlState;
import omendb.core.TableSchema;
import omendb.core.TypeKind;
import omendb.engine.definition.SequenceDefinition;
import omendb.engine.definition.SequenceDefinition.Owner;
import omendb.engine.definition.SequenceDefinition.Range;
import omendb.engine.definition.SequenceDefinition.Start;
import omendb.planner.ast.Ddl;
import omendb.planner.ast.Name;
import omendb.planner.ast.Option;
import org.jspecify.annotations.Nullable;

/// CREATE, ALTER, DROP and RENAME of sequences.
final class SequenceCommands {
  private final Session session;
  private final DdlCommands definitions;

  SequenceCommands(Session session, DdlCommands definitions) {
    this.session = session;
    this.definitions = definitions;
  }

  Result create(Ddl.CreateSequence create) {
    SequenceOptions options = options(create.options());
    String schema =
        session.dispatcher().temporary.target(create.name(), create.persistence(), definitions);
    if (!definitions.existsAlready(schema, create.name(), create.ifNotExists())) {
      Range range = options.fresh(TypeKind.BIGINT, false);
      SequenceDefinition sequence = make(schema, create.name().name(), range, options, Owner.NONE);
      store(owned(sequence, options));
    }
    return new Result.Command("CREATE SEQUENCE");
  }

  /// A sequence that is not part of the catalog yet.
  SequenceDefinition make(
      String schema, String name, Range range, SequenceOptions options, Owner owner) {
    session.transaction().requireWritable("CREATE SEQUENCE");
    long first = first(range, options);
    SequenceOptions.requireWithin("RESTART", first, range);
    return new SequenceDefinition(
        session.database().storage().nextOid(),
        schema,
        name,
        range,
        owner,
        new Start(session.database().storage().nextOid(), first, false));
  }

  /// What RESTART says, or the start.
  private static long first(Range range, SequenceOptions options) {
    return options.find("restart") == null
        ? range.start()
        : options.number("restart", range.start());
  }

  void store(SequenceDefinition sequence) {
    session.transaction().editCatalog(state -> state.sequences().put(sequence));
  }

  private static SequenceOptions options(List<Option> options) {
    SequenceOptions checked = new SequenceOptions(options);
    Option name = checked.find("sequence_name");
    if (name != null) {
      throw SqlState.SYNTAX_ERROR.error("invalid sequence option SEQUENCE NAME").at(name.pos());
    }
    return checked;
  }

  Result alter(Ddl.AlterSequence alter) {
    SequenceOptions options = options(alter.options());
    SequenceDefinition sequence = find(alter.name());
    if (sequence == null) {
      requireNoOther(alter.name());
      definitions.missing("relation", alter.name(), alter.ifExists());
    } else {
      if (sequence.owner().identity() && options.find("owned_by") != null) {
        throw ownerFixed(sequence);
      }
      store(owned(altered(sequence, options), options));
    }
    return new Result.Command("ALTER SEQUENCE");
  }

  private omendb.core.OmenException ownerFixed(SequenceDefinition sequence) {
    TableSchema table =
        Objects.requireNonNull(
            session.transaction().catalog().tableByOid(sequence.owner().tableOid()));
    return SqlState.FEATURE_NOT_SUPPORTED
        .error("cannot change ownership of identity sequence")
        .withDetail("Sequence \"%s\" is linked to table \"%s\".", sequence.name(), table.name());
  }

  /// The sequence with what the options change of its values.
  SequenceDefinition altered(SequenceDefinition sequence, SequenceOptions options) {
    session.transaction().requireWritable("ALTER SEQUENCE");
    Range range = options.altered(sequence.range());
    if (options.find("restart") != null) {
      return restarted(sequence.within(range), first(range, options));
    }
    if (!range.equals(sequence.range())) {
      long last = session.database().sequences().of(sequence).place().last();
      SequenceOptions.requireWithin("RESTART", last, range);
    }
    return sequence.within(range);
  }

  /// The sequence with a fresh place for its values.
  private SequenceDefinition restarted(SequenceDefinition sequence, long value) {
    SequenceOptions.requireWithin("RESTART", value, sequence.range());
    return sequence.from(new Start(session.database().storage().nextOid(), value, false));
  }

  /// TRUNCATE … RESTART IDENTITY.
  void restartOwned(TableSchema table) {
    for (SequenceDefinition each : catalog().sequences().ownedBy(table.oid())) {
      store(restarted(each, each.range().start()));
    }
  }

  /// What OWNED BY makes of a sequence.
  private SequenceDefinition owned(SequenceDefinition sequence, SequenceOptions options) {
    Option option = options.find("owned_by");
    if (option == null) {
      return sequence;
    }
    List<String> parts = option.values();
    if (parts.size() == 1) {
      if (!parts.getFirst().equals("none")) {
        throw SqlState.SYNTAX_ERROR
            .error("invalid OWNED BY option")
            .withHint("Specify OWNED BY table.column or OWNED BY NONE.");
      }
      return sequence.of(Owner.NONE);
    }
    String schema = parts.size() > 2 ? parts.get(parts.size() - 3) : null;
    TableSchema table =
        definitions.requireTable(new Name(null, schema, parts.get(parts.size() - 2), option.pos()));
    if (!table.schemaName().equals(sequence.schema())) {
      throw SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE.error(
          "sequence must be in same schema as table it is linked to");
    }
    int column = table.columnIndex(parts.getLast());
    if (column < 0) {
      throw SqlState.UNDEFINED_COLUMN.error(
          "column \"%s\" of relation \"%s\" does not exist", parts.getLast(), table.name());
    }
    return sequence.of(new Owner(table.oid(), column, SequenceDefinition.Kind.OWNED));
  }

  private CatalogState catalog() {
    return session.transaction().catalog();
  }

  @Nullable SequenceDefinition find(Name name) {
    for (String schema : definitions.schemasOf(name)) {
      SequenceDefinition sequence = catalog().sequences().get(schema, name.name());
      if (sequence != null) {
        return sequence;
      }
    }
    return null;
  }

  /// 42809 when the name means something else.
  private void requireNoOther(Name name) {
    String hint = definitions.findTable(name) != null ? "TABLE" : null;
    if (hint == null && definitions.findView(name) != null) {
      hint = "VIEW";
    }
    if (hint != null) {
      throw SqlState.WRONG_OBJECT_TYPE.error("\"%s\" is not a sequence", name.name());
    }
  }

  void drop(Ddl.Drop drop) {
    List<SequenceDefinition> gone = new ArrayList<>();
    for (Name name : drop.names()) {
      SequenceDefinition sequence = find(name);
      if (sequence != null) {
        refuseIdentity(sequence);
        gone.add(sequence);
      } else {
        requireNoOther(name);
        definitions.missing("sequence", name, drop.ifExists());
      }
    }
    Set<Integer> oids = new HashSet<>();
    gone.forEach(sequence -> oids.add(sequence.oid()));
    String what =
        drop.names().size() == 1
            ? "sequence " + drop.names().getFirst().name()
            : "desired object(s)";
    new DropCommands(session, definitions).settleDependents(oids, drop.cascade(), what);
    session.transaction().editCatalog(state -> oids.forEach(state.sequences()::remove));
  }

  private void refuseIdentity(SequenceDefinition sequence) {
    TableSchema table = catalog().tableByOid(sequence.owner().tableOid());
    if (sequence.owner().identity() && table != null) {
      String column = table.columns().get(sequence.owner().column()).name();
      throw SqlState.DEPENDENT_OBJECTS_STILL_EXIST
          .error(
              "cannot drop sequence %s because column %s of table %s requires it",
              sequence.name(), column, table.name())
          .withHint("You can drop column %s of table %s instead.", column, table.name());
    }
  }

  /// True when the name is a sequence's, which then has the new name.
  boolean rename(Ddl.Rename rename) {
    SequenceDefinition sequence = find(rename.name());
    if (sequence == null) {
      return false;
    }
    definitions.existsAlready(sequence.schema(), Name.of(rename.newName(), rename.pos()), false);
    store(sequence.named(rename.newName()));
    return true;
  }
}
