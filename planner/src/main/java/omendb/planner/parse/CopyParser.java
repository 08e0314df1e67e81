package omendb.planner.parse;

import static omendb.planner.parse.Keyword.*;

import java.util.ArrayList;
import java.util.List;
import omendb.core.SqlState;
import omendb.planner.ast.Control;
import omendb.planner.ast.Control.CopyEnd;
import omendb.planner.ast.Control.CopyEndKind;
import omendb.planner.ast.Name;
import omendb.planner.ast.Node;
import omendb.planner.ast.Option;
import omendb.planner.ast.Statement;
import org.jspecify.annotations.Nullable;

/// COPY with the options of every age.
final class CopyParser {
  private final Parser p;
  private final Cursor c;

  CopyParser(Parser parser) {
    this.p = parser;
    this.c = parser.cursor;
  }

  Statement copy(int pos) {
    c.expect(COPY);
    if (c.accept('(')) {
      return ofQuery(pos);
    }
    List<Option> options = new ArrayList<>(2);
    if (c.at(BINARY)) {
      options.add(Option.of("format", "binary", c.pos()));
      c.advance();
    }
    Name table = c.name();
    List<String> columns = c.optionalColumnList();
    boolean from = c.accept(FROM);
    if (!from) {
      c.expect(TO);
    }
    CopyEnd end = end();
    delimiters(options);
    options(options);
    return new Control.Copy(table, columns, null, from, end, options, where(from), pos);
  }

  private Statement ofQuery(int pos) {
    Statement query = p.statements.preparable();
    c.expect(')');
    c.expect(TO);
    CopyEnd end = end();
    List<Option> options = new ArrayList<>(2);
    options(options);
    return new Control.Copy(null, List.of(), query, false, end, options, null, pos);
  }

  private CopyEnd end() {
    if (c.accept(PROGRAM)) {
      if (c.at(STDIN) || c.at(STDOUT)) {
        throw SqlState.SYNTAX_ERROR.error("STDIN/STDOUT not allowed with PROGRAM");
      }
      return new CopyEnd(CopyEndKind.PROGRAM, c.string());
    }
    if (c.accept(STDIN) || c.accept(STDOUT)) {
      return new CopyEnd(CopyEndKind.CLIENT, null);
    }
    return new CopyEnd(CopyEndKind.FILE, c.string());
  }

  private @Nullable Node where(boolean from) {
    int pos = c.pos();
    Node where = p.selects.where();
    if (where != null && !from) {
      throw SqlState.SYNTAX_ERROR.error("WHERE clause not allowed with COPY TO").at(pos);
    }
    return where;
  }

  private void delimiters(List<Option> options) {
    int pos = c.pos();
    if (c.at(USING)) {
      c.advance();
      c.expect(DELIMITERS);
      options.add(Option.of("delimiter", c.string(), pos));
    } else if (c.accept(DELIMITERS)) {
      options.add(Option.of("delimiter", c.string(), pos));
    }
  }

  private void options(List<Option> options) {
    c.accept(WITH);
    if (c.at('(')) {
      options.addAll(p.options.copy());
      return;
    }
    while (true) {
      Option option = oldOption();
      if (option == null) {
        return;
      }
      options.add(option);
    }
  }

  /// One option in the style without parentheses, or null.
  private @Nullable Option oldOption() {
    int pos = c.pos();
    Keyword word = c.keyword;
    switch (word) {
      case BINARY, CSV -> {
        c.advance();
        return Option.of("format", word.word, pos);
      }
      case FREEZE, HEADER -> {
        c.advance();
        return Option.of(word.word, "true", pos);
      }
      case DELIMITER, NULL, QUOTE, ESCAPE -> {
        c.advance();
        c.accept(AS);
        return Option.of(word.word, c.string(), pos);
      }
      case ENCODING -> {
        c.advance();
        return Option.of("encoding", c.string(), pos);
      }
      case FORCE -> {
        c.advance();
        return force(pos);
      }
      default -> {
        return null;
      }
    }
  }

  private Option force(int pos) {
    if (c.accept(QUOTE)) {
      List<String> columns = c.accept('*') ? List.of("*") : c.columnIds();
      return new Option(null, "force_quote", columns, pos);
    }
    boolean not = c.accept(NOT);
    c.expect(NULL);
    return new Option(null, not ? "force_not_null" : "force_null", c.columnIds(), pos);
  }
}
