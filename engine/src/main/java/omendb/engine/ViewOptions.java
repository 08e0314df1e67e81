package omendb.engine;

import java.util.List;
import java.util.Locale;
import omendb.core.SqlState;
import omendb.planner.CatalogView.CheckOption;
import omendb.planner.ast.AlterTable;
import omendb.planner.ast.Ddl;
import omendb.planner.ast.Name;
import omendb.planner.ast.Option;
import org.jspecify.annotations.Nullable;

/// The options of views: whose privileges count within, and what rows written through them must be.
final class ViewOptions {
  private ViewOptions() {}

  /// What CREATE VIEW says in parentheses or at its end.
  static CheckOption check(Ddl.CreateView create) {
    String words = create.checkOption();
    return words == null
        ? check(create.options())
        : CheckOption.valueOf(words.toUpperCase(Locale.ROOT));
  }

  private static CheckOption check(List<Option> options) {
    for (Option option : options) {
      String value = option.value();
      if (option.name().equals("check_option") && value != null) {
        return CheckOption.valueOf(value.toUpperCase(Locale.ROOT));
      }
    }
    return CheckOption.NONE;
  }

  /// 0A000 for a view that is to check rows which cannot be written through it.
  static void requireUpdatable(Session session, ViewDefinition view) {
    if (view.check() == CheckOption.NONE) {
      return;
    }
    String refusal = refusal(session, view);
    if (refusal != null) {
      throw SqlState.FEATURE_NOT_SUPPORTED
          .error("WITH CHECK OPTION is supported only on automatically updatable views")
          .withHint("%s", refusal);
    }
  }

  /// Why nothing can be written through a view; null when it can.
  static @Nullable String refusal(Session session, ViewDefinition view) {
    return session
        .database()
        .planner()
        .viewRefusal(
            SessionCatalogView.relation(view), new SessionCatalogView(session), session.context());
  }

  /// The value of `security_invoker`.
  static boolean invoker(List<Option> options) {
    boolean invoker = false;
    for (Option option : options) {
      if (option.name().equals("security_invoker")) {
        String value = option.value();
        invoker = value == null || isTrue(value.toLowerCase(Locale.ROOT));
      }
    }
    return invoker;
  }

  /// Beginnings of the words are enough.
  private static boolean isTrue(String word) {
    return "true".startsWith(word)
        || "yes".startsWith(word)
        || word.equals("on")
        || word.equals("1");
  }

  /// ALTER VIEW … SET (…) and RESET (…).
  static Result change(
      Session session, DdlCommands definitions, Name name, AlterTable.TableOptions change) {
    ViewDefinition view = definitions.findView(name);
    if (view == null) {
      throw SqlState.UNDEFINED_TABLE.error("relation \"%s\" does not exist", name.display());
    }
    StorageParameters.check(StorageParameters.Kind.VIEW, change.options(), change.reset());
    if (names(change, "security_invoker")) {
      boolean invoker = !change.reset() && invoker(change.options());
      session.transaction().editCatalog(state -> state.grants().invoke(view.oid(), invoker));
    }
    if (names(change, "check_option")) {
      ViewDefinition changed =
          view.checking(change.reset() ? CheckOption.NONE : check(change.options()));
      requireUpdatable(session, changed);
      session.transaction().editCatalog(state -> state.put(changed));
    }
    return new Result.Command("ALTER VIEW");
  }

  private static boolean names(AlterTable.TableOptions change, String name) {
    return change.options().stream().anyMatch(option -> option.name().equals(name));
  }
}
