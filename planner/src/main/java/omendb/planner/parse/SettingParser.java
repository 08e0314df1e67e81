package omendb.planner.parse;

import static omendb.planner.parse.Keyword.*;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import omendb.core.SqlState;
import omendb.planner.ast.Name;
import omendb.planner.ast.Setting;
import omendb.planner.ast.Setting.DiscardKind;
import omendb.planner.ast.Statement;
import omendb.planner.ast.TypeName;

/// SET, SHOW, RESET and DISCARD.
final class SettingParser {
  private final Parser p;
  private final Cursor c;

  SettingParser(Parser parser) {
    this.p = parser;
    this.c = parser.cursor;
  }

  Statement statement(int pos) {
    return switch (c.keyword) {
      case SET -> {
        c.advance();
        yield set(pos);
      }
      case SHOW -> {
        c.advance();
        yield c.accept(ALL) ? new Setting.Show(null, pos) : new Setting.Show(shown(), pos);
      }
      case RESET -> reset(pos);
      default -> {
        c.expect(DISCARD);
        yield new Setting.Discard(discarded(), pos);
      }
    };
  }

  Setting.Reset reset(int pos) {
    c.expect(RESET);
    return c.accept(ALL) ? new Setting.Reset(null, pos) : new Setting.Reset(shown(), pos);
  }

  private Statement set(int pos) {
    if (c.accept(CONSTRAINTS)) {
      return constraints(pos);
    }
    boolean local = false;
    if (atScope()) {
      local = c.at(LOCAL);
      c.advance();
    }
    if (c.accept(SESSION, CHARACTERISTICS)) {
      c.expect(AS);
      c.expect(TRANSACTION);
      return new Setting.SetTransaction(p.transactions.modes(), true, pos);
    }
    if (c.at(TRANSACTION) && !assigns(1)) {
      c.advance();
      return c.accept(SNAPSHOT)
          ? new Setting.SetSnapshot(c.string(), pos)
          : new Setting.SetTransaction(p.transactions.modes(), false, pos);
    }
    return assignment(local, pos);
  }

  private boolean atScope() {
    boolean session = c.at(SESSION) && c.peek(1) != AUTHORIZATION && c.peek(1) != CHARACTERISTICS;
    return (session || c.at(LOCAL)) && !assigns(1);
  }

  private boolean assigns(int ahead) {
    return c.peekKind(ahead) == '=' || c.peekKind(ahead) == '.' || c.peek(ahead) == TO;
  }

  private Statement constraints(int pos) {
    List<Name> names = c.accept(ALL) ? List.of() : c.names();
    boolean deferred = c.accept(DEFERRED);
    if (!deferred) {
      c.expect(IMMEDIATE);
    }
    return new Setting.SetConstraints(names, deferred, pos);
  }

  /// What may follow SET [LOCAL], also in ALTER ROLE … SET.
  Setting.Set assignment(boolean local, int pos) {
    if (c.accept(TIME, ZONE)) {
      return new Setting.Set("timezone", zone(), local, pos);
    }
    if (c.accept(SESSION, AUTHORIZATION)) {
      return new Setting.Set("session_authorization", wordOrDefault(), local, pos);
    }
    if (!assigns(1)) {
      switch (c.keyword) {
        case CATALOG -> {
          c.advance();
          int valuePos = c.pos();
          c.string();
          throw SqlState.FEATURE_NOT_SUPPORTED
              .error("current database cannot be changed")
              .at(valuePos);
        }
        case SCHEMA -> {
          c.advance();
          return new Setting.Set("search_path", List.of(c.string()), local, pos);
        }
        case NAMES -> {
          c.advance();
          List<String> encoding = c.at(Token.STRING) ? List.of(c.string()) : List.of();
          if (encoding.isEmpty()) {
            c.accept(DEFAULT);
          }
          return new Setting.Set("client_encoding", encoding, local, pos);
        }
        case ROLE -> {
          c.advance();
          return new Setting.Set("role", List.of(word()), local, pos);
        }
        case XML -> {
          c.advance();
          c.expect(OPTION);
          String form = c.at(CONTENT) ? "content" : "document";
          if (!c.accept(CONTENT)) {
            c.expect(DOCUMENT);
          }
          return new Setting.Set("xmloption", List.of(form), local, pos);
        }
        default -> {
          // a plain setting
        }
      }
    }
    return plain(local, pos);
  }

  private Setting.Set plain(boolean local, int pos) {
    String name = settingName();
    if (c.accept(FROM)) {
      c.expect(CURRENT);
      throw SqlState.FEATURE_NOT_SUPPORTED
          .error("SET name FROM CURRENT is not supported")
          .at(c.pos());
    }
    if (!c.accept('=')) {
      c.expect(TO);
    }
    if (c.accept(DEFAULT)) {
      return new Setting.Set(name, List.of(), local, pos);
    }
    List<String> values = new ArrayList<>(1);
    do {
      values.add(value());
    } while (c.accept(','));
    return new Setting.Set(name, values, local, pos);
  }

  private String value() {
    if (c.at(TRUE) || c.at(FALSE) || c.at(ON)) {
      return c.takeIdentifier();
    }
    return c.atSignedNumber() ? c.signedNumber() : word();
  }

  private String word() {
    return c.at(Token.STRING) ? c.string() : c.nonReservedWord();
  }

  private List<String> wordOrDefault() {
    return c.accept(DEFAULT) ? List.of() : List.of(word());
  }

  private List<String> zone() {
    if (c.accept(DEFAULT) || c.accept(LOCAL)) {
      return List.of();
    }
    if (c.at(Token.STRING)) {
      return List.of(c.string());
    }
    if (c.at(INTERVAL)) {
      return List.of(intervalZone());
    }
    if (c.atSignedNumber()) {
      return List.of(c.signedNumber());
    }
    if (!c.at(Token.IDENTIFIER)) {
      throw c.syntaxError();
    }
    return List.of(c.takeIdentifier());
  }

  /// `INTERVAL '-08:00' HOUR TO MINUTE` is the offset's text.
  private String intervalZone() {
    int pos = c.pos();
    c.expect(INTERVAL);
    if (c.accept('(')) {
      c.integer();
      c.expect(')');
      return c.string();
    }
    String offset = c.string();
    int fieldsPos = c.pos();
    TypeName type = p.types.intervalFields(TypeName.builtin("interval", pos));
    TypeName.IntervalFields fields = type.fields();
    if (fields != null
        && fields != TypeName.IntervalFields.HOUR
        && fields != TypeName.IntervalFields.HOUR_TO_MINUTE) {
      throw SqlState.SYNTAX_ERROR
          .error("time zone interval must be HOUR or HOUR TO MINUTE")
          .at(fieldsPos);
    }
    return offset;
  }

  /// `a.b` in lower case.
  String settingName() {
    StringBuilder name = new StringBuilder(c.columnId());
    while (c.accept('.')) {
      name.append('.').append(c.columnId());
    }
    return name.toString().toLowerCase(Locale.ROOT);
  }

  /// The name after SHOW and RESET.
  private String shown() {
    if (c.accept(TIME, ZONE)) {
      return "timezone";
    }
    if (c.at(TRANSACTION, ISOLATION)) {
      c.advance();
      c.advance();
      c.expect(LEVEL);
      return "transaction_isolation";
    }
    if (c.accept(SESSION, AUTHORIZATION)) {
      return "session_authorization";
    }
    return settingName();
  }

  private DiscardKind discarded() {
    if (c.accept(ALL)) {
      return DiscardKind.ALL;
    }
    if (c.accept(PLANS)) {
      return DiscardKind.PLANS;
    }
    if (c.accept(SEQUENCES)) {
      return DiscardKind.SEQUENCES;
    }
    if (!c.accept(TEMPORARY)) {
      c.expect(TEMP);
    }
    return DiscardKind.TEMP;
  }
}
