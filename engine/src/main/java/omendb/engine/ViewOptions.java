package omendb.engine;

import java.util.List;
import java.util.Locale;
import omendb.core.SqlState;
import omendb.planner.ast.AlterTable;
import omendb.planner.ast.Name;
import omendb.planner.ast.Option;

/// The options of views in parentheses: whose privileges count within.
final class ViewOptions {
  private ViewOptions() {}

  /// The value of `security_invoker`; 0A000 for `check_option`, which is not checked.
  static boolean invoker(List<Option> options) {
    boolean invoker = false;
    for (Option option : options) {
      if (option.name().equals("check_option")) {
        throw DdlCommands.unsupported("WITH CHECK OPTION", option.pos());
      }
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
    boolean named =
        change.options().stream().anyMatch(option -> option.name().equals("security_invoker"));
    boolean invoker = !change.reset() && invoker(change.options());
    if (named) {
      session.transaction().editCatalog(state -> state.grants().invoke(view.oid(), invoker));
    }
    return new Result.Command("ALTER VIEW");
  }
}
