package omendb.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import omendb.core.SqlState;
import omendb.core.text.TextStyle;
import org.jspecify.annotations.Nullable;

/// A session's run-time settings: their start values, what SET and SET LOCAL changed, and the undo
/// at rollback. One thread.
final class Settings {
  private static final Map<String, Setting> KNOWN = SettingTable.load();

  private static final Pattern CUSTOM_NAME = Pattern.compile("[A-Za-z_]\\w*(\\.[A-Za-z_]\\w*)+");

  /// Settings that belong to the open transaction.
  static final Set<String> TRANSACTION_MODES =
      Set.of("transaction_isolation", "transaction_read_only", "transaction_deferrable");

  // Other sessions read these for pg_stat_activity.
  private final Map<String, String> initial = new ConcurrentHashMap<>();
  private final Map<String, String> session = new ConcurrentHashMap<>();
  private final Map<String, String> beforeTransaction = new LinkedHashMap<>();
  private final Map<String, String> beforeLocal = new LinkedHashMap<>();
  private BiConsumer<String, String> listener = (name, value) -> {};
  private volatile @Nullable TextStyle style;
  private @Nullable Timeouts timeouts;

  /// The time limits in milliseconds, 0 for none.
  record Timeouts(long statement, long lock, long transaction, long idleInBlock, long idle) {}

  /// Worked out when first asked for after a change.
  private @Nullable Frequent frequent;

  private RoleRules roleRules = RoleRules.NONE;

  /// Shared with sessions that work for the same client.
  private TemporarySchema temporary;

  /// The schema of a client's temporary relations.
  static final class TemporarySchema {
    final String name;
    volatile boolean used;

    TemporarySchema(String name) {
      this.name = name;
    }
  }

  /// What every statement asks for, ready to use.
  ///
  /// @param temporary whether there are temporary relations
  /// @param searchPath as it was set, behind the schema of temporary relations
  /// @param isolation of transactions without a block
  /// @param readOnly whether transactions without a block are
  /// @param statementMillis statement_timeout, 0 = none
  /// @param user the current user
  /// @param scope all of this that a plan depends on
  record Frequent(
      String searchPath,
      boolean temporary,
      String user,
      String scope,
      String isolation,
      boolean readOnly,
      long statementMillis) {}

  /// What the settings that are roles may be.
  interface RoleRules {
    /// Allows everything, for settings without a session.
    RoleRules NONE =
        new RoleRules() {
          @Override
          public String checked(String setting, String value) {
            return value;
          }

          @Override
          public boolean superuser(String name) {
            return true;
          }
        };

    /// The value as it is kept; throws when the client may not have it.
    String checked(String setting, String value);

    boolean superuser(String name);
  }

  /// A setting that exists.
  ///
  /// @param name as SHOW prints it
  /// @param reported true when ParameterStatus tells the client of changes
  record Setting(String name, String value, boolean reported, boolean readOnly, Check check) {}

  /// Canonicalises a value or throws 22023.
  interface Check {
    String apply(String name, String value);
  }

  Settings(Map<String, String> startup, int processId) {
    temporary = new TemporarySchema(TemporaryTables.name(processId));
    KNOWN.forEach((key, setting) -> initial.put(key, setting.value()));
    startup.forEach(
        (name, value) -> initial.put(name.toLowerCase(Locale.ROOT), canonical(name, value)));
  }

  /// Tells who has logged in, and what he may become.
  void identify(String user, RoleRules rules) {
    roleRules = rules;
    initial.put(SessionRoles.AUTHORIZATION, user);
    initial.put("is_superuser", rules.superuser(frequent().user()) ? "on" : "off");
    frequent = null;
  }

  /// A value as SET would keep it.
  String canonicalValue(String name, List<String> values) {
    String key = name.toLowerCase(Locale.ROOT);
    if (key.equals(StyleSettings.DATES)) {
      return StyleSettings.changedDates(String.join(",", values), get(key));
    }
    return canonical(name, key.equals("search_path") ? quoted(values) : values.getFirst());
  }

  void onReportedChange(BiConsumer<String, String> newListener) {
    listener = newListener;
  }

  /// Name and value of each setting that a client is told of at start-up.
  Map<String, String> reported() {
    Map<String, String> values = new LinkedHashMap<>();
    KNOWN.values().stream()
        .filter(Setting::reported)
        .forEach(setting -> values.put(setting.name(), get(setting.name())));
    return values;
  }

  /// The value, or 42704.
  String get(String name) {
    String value = find(name);
    if (value == null) {
      throw SqlState.UNDEFINED_OBJECT.error("unrecognized configuration parameter \"%s\"", name);
    }
    return value;
  }

  @Nullable String find(String name) {
    String key = name.toLowerCase(Locale.ROOT);
    String value = session.get(key);
    if (TRANSACTION_MODES.contains(key) && !beforeLocal.containsKey(key)) {
      // Outside a block: what the next transaction begins with.
      return find("default_" + key);
    }
    return value == null ? initial.get(key) : value;
  }

  /// Bytes of a setting that is an amount of memory.
  long bytes(String name) {
    return MemorySetting.bytes(name, get(name));
  }

  /// The time limits of statements; cheap.
  Timeouts timeouts() {
    Timeouts known = timeouts;
    if (known == null) {
      known =
          new Timeouts(
              millis("statement_timeout"),
              millis("lock_timeout"),
              millis("transaction_timeout"),
              millis("idle_in_transaction_session_timeout"),
              millis("idle_session_timeout"));
      timeouts = known;
    }
    return known;
  }

  /// A duration setting in milliseconds.
  long millis(String name) {
    return SettingTable.millis(name, get(name));
  }

  /// How the open transaction works: a mode of `transaction_…`, until it ends.
  void setMode(String name, String value) {
    beforeLocal.putIfAbsent(name, get(name));
    put(name, value);
  }

  /// Names as SHOW prints them with their values, in order of name.
  Map<String, String> all() {
    Map<String, String> values = new java.util.TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    initial.keySet().forEach(key -> values.put(displayName(key), get(key)));
    session.forEach((key, value) -> values.put(displayName(key), value));
    return values;
  }

  static String displayName(String key) {
    Setting known = KNOWN.get(key.toLowerCase(Locale.ROOT));
    return known == null ? key : known.name();
  }

  /// SET; `values` empty means DEFAULT.
  void set(String name, List<String> values, boolean local) {
    String key = name.toLowerCase(Locale.ROOT);
    Setting known = KNOWN.get(key);
    if (known != null && known.readOnly()) {
      throw SqlState.CANT_CHANGE_RUNTIME_PARAM.error(
          "parameter \"%s\" cannot be changed", known.name());
    }
    String value =
        values.isEmpty()
            ? initial.getOrDefault(key, "")
            : isRole(key)
                ? roleRules.checked(key, values.getFirst())
                : canonicalValue(name, values);
    change(key, value, local);
    if (key.equals(SessionRoles.AUTHORIZATION)) {
      change(SessionRoles.ROLE, "none", local);
    }
  }

  private static boolean isRole(String key) {
    return key.equals(SessionRoles.ROLE) || key.equals(SessionRoles.AUTHORIZATION);
  }

  private void change(String key, String value, boolean local) {
    Map<String, String> undo = local ? beforeLocal : beforeTransaction;
    undo.putIfAbsent(key, session.getOrDefault(key, initial.getOrDefault(key, "")));
    put(key, value);
  }

  void copy(Settings other) {
    frequent = null;
    timeouts = null;
    temporary = other.temporary;
    initial.putAll(other.initial);
    session.putAll(other.session);
    style = null;
  }

  void resetAll() {
    for (String key : new ArrayList<>(session.keySet())) {
      if (isRole(key) || key.equals("is_superuser")) {
        continue;
      }
      String value = initial.get(key);
      put(key, value == null ? "" : value);
    }
  }

  /// The transaction ended: SET LOCAL is undone always, SET when it rolled back.
  void endTransaction(boolean committed) {
    if (beforeLocal.isEmpty() && beforeTransaction.isEmpty()) {
      return;
    }
    beforeLocal.forEach(this::put);
    if (!committed) {
      beforeTransaction.forEach(this::put);
    }
    beforeLocal.clear();
    beforeTransaction.clear();
  }

  /// The session's time zone and styles; cheap, because every answer asks for them.
  TextStyle style() {
    TextStyle known = style;
    if (known == null) {
      known = StyleSettings.of(this);
      style = known;
    }
    return known;
  }

  Frequent frequent() {
    Frequent known = frequent;
    if (known == null || known.temporary() != temporary.used) {
      String path = (temporary.used ? temporary.name + "," : "") + get("search_path");
      String role = get(SessionRoles.ROLE);
      String user = role.equals("none") ? get(SessionRoles.AUTHORIZATION) : role;
      known =
          new Frequent(
              path,
              temporary.used,
              user,
              user + "\0" + path + (isOn("row_security") ? "" : "\0"),
              get("default_transaction_isolation"),
              isOn("default_transaction_read_only"),
              SettingTable.millis("statement_timeout", get("statement_timeout")));
      frequent = known;
    }
    return known;
  }

  /// The schema of the session's temporary relations; null before there are any.
  @Nullable String temporarySchema() {
    return temporary.used ? temporary.name : null;
  }

  /// The schema that temporary relations go to, which is searched from now on.
  String useTemporarySchema() {
    temporary.used = true;
    return temporary.name;
  }

  /// The name of that schema, whether there is one or not.
  String temporaryName() {
    return temporary.name;
  }

  /// The schemas searched for a relation: those of search_path, and before them that of temporary
  /// ones unless it is named there.
  List<String> relationPath() {
    List<String> path = searchPath();
    String own = temporarySchema();
    if (own != null && !path.contains(TemporaryTables.ALIAS)) {
      path.addFirst(own);
    }
    path.replaceAll(this::schema);
    return path;
  }

  /// False where a query shall fail rather than leave out rows for row security.
  boolean rowSecurity() {
    return isOn("row_security");
  }

  /// The schema that a name in a statement means.
  String schema(String name) {
    String own = temporarySchema();
    return own != null && name.equals(TemporaryTables.ALIAS) ? own : name;
  }

  /// Does something with a schema in front of the search path.
  void within(String schema, Runnable work) {
    String before = get("search_path");
    put("search_path", quoted(List.of(schema)) + ", " + before);
    try {
      work.run();
    } finally {
      put("search_path", before);
    }
  }

  /// The schemas of search_path; `$user` is the current user's.
  List<String> searchPath() {
    List<String> path = new ArrayList<>();
    for (String part : get("search_path").split(",")) {
      String name = part.strip();
      if (name.startsWith("\"") && name.endsWith("\"") && name.length() > 1) {
        name = name.substring(1, name.length() - 1).replace("\"\"", "\"");
      }
      if (!name.isEmpty()) {
        path.add(name.equals("$user") ? frequent().user() : name);
      }
    }
    return path;
  }

  boolean isOn(String name) {
    return get(name).equals("on");
  }

  private void put(String key, String value) {
    String old = find(key);
    session.put(key, value);
    style = null;
    frequent = null;
    timeouts = null;
    Setting known = KNOWN.get(key);
    if (known != null && known.reported() && !value.equals(old)) {
      listener.accept(known.name(), value);
    }
    if (isRole(key)) {
      put("is_superuser", roleRules.superuser(frequent().user()) ? "on" : "off");
    }
  }

  /// The value in its canonical form, or 22023.
  static String checked(String name, String value) {
    return canonical(name, value);
  }

  private static String canonical(String name, String value) {
    Setting known = KNOWN.get(name.toLowerCase(Locale.ROOT));
    if (known != null) {
      return known.check().apply(known.name(), value);
    }
    if (name.contains(".")) {
      if (!CUSTOM_NAME.matcher(name).matches()) {
        throw SqlState.INVALID_NAME
            .error("invalid configuration parameter name \"%s\"", name)
            .withDetail(
                "Custom parameter names must be two or more simple identifiers separated by dots.");
      }
      return value;
    }
    throw SqlState.UNDEFINED_OBJECT.error("unrecognized configuration parameter \"%s\"", name);
  }

  private static String quoted(List<String> names) {
    StringBuilder text = new StringBuilder();
    for (String name : names) {
      text.append(text.isEmpty() ? "" : ", ");
      boolean plain = name.matches("[a-z_][a-z0-9_$]*");
      text.append(plain ? name : "\"" + name.replace("\"", "\"\"") + "\"");
    }
    return text.toString();
  }
}
