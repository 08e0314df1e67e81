package omendb.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.engine.catalog.Comments.Target;
import omendb.engine.catalog.SystemOids;
import omendb.engine.definition.RoutineDefinition;
import omendb.engine.definition.RoutineDefinition.Traits;
import omendb.planner.ast.Name;
import omendb.planner.ast.Routines;
import omendb.planner.ast.Routines.Attributes;
import omendb.planner.ast.Routines.Kind;
import omendb.planner.ast.Routines.Signature;
import org.jspecify.annotations.Nullable;

/// CREATE, ALTER, DROP and COMMENT of functions and procedures.
final class RoutineCommands {
  private final Session session;
  private final DdlCommands definitions;

  RoutineCommands(Session session, DdlCommands definitions) {
    this.session = session;
    this.definitions = definitions;
  }

  private RoutineSet routines() {
    return session.transaction().catalog().routines();
  }

  Result run(Routines statement) {
    return switch (statement) {
      case Routines.Create create -> create(create);
      case Routines.Alter alter -> {
        RoutineDefinition routine = owned(alter.kind(), alter.routine());
        Traits traits =
            RoutineTraits.of(session, routine.traits(), alter.attributes(), routine.result().set());
        refuseForProcedure(routine.procedure(), alter.attributes());
        put(routine.with(traits));
        yield new Result.Command("ALTER " + alter.kind());
      }
      case Routines.Rename rename -> {
        RoutineDefinition routine = owned(rename.kind(), rename.routine());
        move(routine, routine.named(routine.schema(), rename.newName()));
        yield new Result.Command("ALTER " + rename.kind());
      }
      case Routines.SetSchema set -> {
        RoutineDefinition routine = owned(set.kind(), set.routine());
        String schema = definitions.targetSchema(new Name(null, set.schema(), "", set.pos()));
        if (!schema.equals(routine.schema())) {
          move(routine, routine.named(schema, routine.name()));
        }
        yield new Result.Command("ALTER " + set.kind());
      }
      case Routines.SetOwner set -> {
        RoutineDefinition routine = owned(set.kind(), set.routine());
        new OwnerCommands(session, definitions).own(found(routine), set.owner());
        yield new Result.Command("ALTER " + set.kind());
      }
      case Routines.Drop drop -> {
        drop(drop);
        yield new Result.Command("DROP " + drop.kind());
      }
      case Routines.Comment comment -> {
        Target target =
            new Target(SystemOids.PG_PROC, owned(comment.kind(), comment.routine()).oid(), "");
        session.transaction().editCatalog(state -> state.comments().put(target, comment.text()));
        yield new Result.Command("COMMENT");
      }
    };
  }

  private void put(RoutineDefinition routine) {
    session.transaction().editCatalog(state -> state.routines().put(routine));
  }

  private Result create(Routines.Create create) {
    boolean procedure = create.kind() == Kind.PROCEDURE;
    String schema = definitions.targetSchema(create.name());
    String name = create.name().name();
    requireLanguage(create);
    Routines.Body body = create.body();
    if (body == null) {
      throw SqlState.INVALID_FUNCTION_DEFINITION.error("no function body specified");
    }
    refuseForProcedure(procedure, create.attributes());
    RoutineSignature signature = RoutineSignature.of(session, create);
    RoutineDefinition.Result result = signature.result();
    Traits traits =
        RoutineTraits.of(
            session, RoutineTraits.initial(result.set()), create.attributes(), result.set());
    RoutineDefinition old = routines().get(schema, name, signature.identity());
    if (old != null) {
      requireReplaceable(old, create, signature);
    }
    RoutineDefinition routine =
        new RoutineDefinition(
            old == null ? session.database().storage().nextOid() : old.oid(),
            schema,
            name,
            procedure,
            signature.parameters(),
            result,
            traits,
            body.text(),
            body.inStatement());
    new RoutineBodies(session).check(routine);
    put(routine);
    return new Result.Command("CREATE " + create.kind());
  }

  private static void requireLanguage(Routines.Create create) {
    String language = create.attributes().language();
    Routines.Body body = create.body();
    if (language == null) {
      if (body == null || !body.inStatement()) {
        throw SqlState.INVALID_FUNCTION_DEFINITION.error("no language specified");
      }
      return;
    }
    switch (language) {
      case "sql" -> {}
      case "plpgsql", "c", "internal" ->
          throw SqlState.FEATURE_NOT_SUPPORTED
              .error("functions in language %s are not supported", language)
              .withHint("Functions and procedures are written in SQL: LANGUAGE sql.")
              .at(create.pos());
      default -> throw SqlState.UNDEFINED_OBJECT.error("language \"%s\" does not exist", language);
    }
    if (create.attributes().window()) {
      throw DdlCommands.unsupported("a window function in SQL", create.pos());
    }
  }

  private static void refuseForProcedure(boolean procedure, Attributes attributes) {
    boolean any =
        attributes.volatility() != null
            || attributes.strict() != null
            || attributes.leakproof() != null
            || attributes.parallel() != null
            || attributes.cost() != null
            || attributes.rows() != null
            || attributes.window();
    if (procedure && any) {
      throw SqlState.INVALID_FUNCTION_DEFINITION.error("invalid attribute in procedure definition");
    }
  }

  private void requireReplaceable(
      RoutineDefinition old, Routines.Create create, RoutineSignature signature) {
    if (!create.orReplace()) {
      throw SqlState.DUPLICATE_FUNCTION.error(
          "function \"%s\" already exists with same argument types", old.name());
    }
    if (!Rights.of(session).owns(old.oid())) {
      throw Rights.notOwner(old.word(), old.name());
    }
    if (old.procedure() != (create.kind() == Kind.PROCEDURE)) {
      throw SqlState.WRONG_OBJECT_TYPE
          .error("cannot change routine kind")
          .withDetail("\"%s\" is a %s.", old.name(), old.word());
    }
    String hint = "Use DROP " + create.kind() + " " + old.shown() + " first.";
    if (!old.result().equals(signature.result())) {
      throw SqlState.INVALID_FUNCTION_DEFINITION
          .error("cannot change return type of existing function")
          .withHint("%s", hint);
    }
    List<RoutineDefinition.Parameter> before = old.parameters();
    List<RoutineDefinition.Parameter> now = signature.parameters();
    if (outputs(before) != null && !Objects.equals(outputs(before), outputs(now))) {
      throw SqlState.INVALID_FUNCTION_DEFINITION
          .error("cannot change return type of existing function")
          .withDetail("Row type defined by OUT parameters is different.")
          .withHint("%s", hint);
    }
    List<RoutineDefinition.Parameter> inputs = old.inputs();
    List<RoutineDefinition.Parameter> newInputs =
        now.stream().filter(RoutineDefinition.Parameter::isInput).toList();
    for (int i = 0; i < inputs.size(); i++) {
      String name = inputs.get(i).name();
      if (!name.isEmpty() && !name.equals(newInputs.get(i).name())) {
        throw SqlState.INVALID_FUNCTION_DEFINITION
            .error("cannot change name of input parameter \"%s\"", name)
            .withHint("%s", hint);
      }
      if (inputs.get(i).defaultSql() != null && newInputs.get(i).defaultSql() == null) {
        throw SqlState.INVALID_FUNCTION_DEFINITION
            .error("cannot remove parameter defaults from existing function")
            .withHint("%s", hint);
      }
    }
  }

  /// The names and types of output parameters; null when there are fewer than two.
  private static @Nullable List<String> outputs(List<RoutineDefinition.Parameter> parameters) {
    List<String> outputs =
        parameters.stream()
            .filter(RoutineDefinition.Parameter::isOutput)
            .map(parameter -> parameter.name() + " " + parameter.type())
            .toList();
    return outputs.size() > 1 ? outputs : null;
  }

  private void move(RoutineDefinition old, RoutineDefinition moved) {
    Rights.of(session).requireCreate(moved.schema());
    if (routines().get(moved.schema(), moved.name(), moved.identity()) != null) {
      throw SqlState.DUPLICATE_FUNCTION.error(
          "function %s already exists in schema \"%s\"", moved.shown(), moved.schema());
    }
    ViewTexts texts = new ViewTexts(session);
    List<ViewDefinition> views = texts.renamingRoutine(old.oid(), moved.schema(), moved.name());
    put(moved);
    texts.put(views);
  }

  private void drop(Routines.Drop drop) {
    List<RoutineDefinition> gone = new ArrayList<>();
    for (Signature signature : drop.routines()) {
      RoutineDefinition routine = found(drop.kind(), signature, drop.ifExists());
      if (routine != null) {
        requireOwner(routine);
        gone.add(routine);
      }
    }
    for (RoutineDefinition routine : gone) {
      RoutineDependents dependents = RoutineDependents.of(session, routine);
      if (!dependents.isEmpty() && !drop.cascade()) {
        throw dependents.refusal();
      }
      dependents.drop(session);
      session.transaction().editCatalog(state -> state.routines().remove(routine.oid()));
    }
    session.transaction().editCatalog(CatalogState::sweep);
  }

  RoutineDefinition require(Kind kind, Signature signature) {
    return Objects.requireNonNull(found(kind, signature, false));
  }

  private RoutineDefinition owned(Kind kind, Signature signature) {
    RoutineDefinition routine = require(kind, signature);
    requireOwner(routine);
    return routine;
  }

  private void requireOwner(RoutineDefinition routine) {
    Rights rights = Rights.of(session);
    Integer schema = session.transaction().catalog().schemas().get(routine.schema());
    if (!rights.owns(routine.oid()) && (schema == null || !rights.owns(schema))) {
      throw Rights.notOwner(routine.word(), routine.name());
    }
  }

  static OwnedObjects.Found found(RoutineDefinition routine) {
    return new OwnedObjects.Found(
        routine.oid(),
        omendb.engine.definition.Securable.FUNCTION,
        routine.word(),
        routine.name(),
        routine.schema());
  }

  /// The routine that a statement names.
  ///
  /// @throws OmenException 42883 when there is none, 42725 when its name alone means several, 42809
  ///   when it is of the other kind
  @Nullable RoutineDefinition found(Kind kind, Signature signature, boolean ifExists) {
    Name name = signature.name();
    List<RoutineDefinition> all = new ArrayList<>();
    for (String schema : definitions.schemasOf(name)) {
      all.addAll(routines().of(schema, name.name()));
    }
    String word = kind.name().toLowerCase(java.util.Locale.ROOT);
    if (signature.parameters() == null) {
      all.removeIf(each -> kind != Kind.ROUTINE && each.procedure() != (kind == Kind.PROCEDURE));
      if (all.size() > 1) {
        throw SqlState.AMBIGUOUS_FUNCTION
            .error("%s name \"%s\" is not unique", word, name.display())
            .withHint("Specify the argument list to select the %s unambiguously.", word);
      }
      return all.isEmpty()
          ? missing(
              ifExists,
              "could not find a " + word + " named \"" + name.display() + "\"",
              word + " " + name.display() + "()")
          : all.getFirst();
    }
    RoutineSignature.Given given = RoutineSignature.given(session, signature.parameters());
    for (RoutineDefinition each : all) {
      if (each.identity().equals(given.inputs())
          || kind != Kind.FUNCTION && each.procedure() && types(each).equals(given.all())) {
        if (kind != Kind.ROUTINE && each.procedure() != (kind == Kind.PROCEDURE)) {
          throw SqlState.WRONG_OBJECT_TYPE.error(
              "%s is not a %s", shown(name.display(), given.inputs(), ", "), word);
        }
        return each;
      }
    }
    return missing(
        ifExists,
        word + " " + shown(name.display(), given.inputs(), ", ") + " does not exist",
        word + " " + shown(name.display(), given.inputs(), ","));
  }

  private static String shown(String name, List<String> types, String separator) {
    return name + "(" + String.join(separator, types) + ")";
  }

  private static List<String> types(RoutineDefinition routine) {
    return routine.parameters().stream().map(RoutineDefinition.Parameter::type).toList();
  }

  private @Nullable RoutineDefinition missing(boolean ifExists, String message, String what) {
    if (!ifExists) {
      throw SqlState.UNDEFINED_FUNCTION.error("%s", message);
    }
    session.notice(
        new Notice("NOTICE", SqlState.SUCCESSFUL_COMPLETION, what + " does not exist, skipping"));
    return null;
  }
}
