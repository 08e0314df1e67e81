package omendb.planner.parse;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import omendb.core.OmenException;
import org.junit.jupiter.api.Test;

/// Damaged statements give an error of the parser's, never anything else.
class ParserFuzzTest {
  private static final Set<String> STATES =
      Set.of(
          "42601", "54001", "42602", "0A000", "42939", "42P20", "42P02", "22023", "22025", "22021");
  private static final long SEED = Long.getLong("omendb.seed", 20_261_122L);
  private static final int ROUNDS = 40_000;

  @Test
  void damagedTokensGiveOrdinaryErrors() {
    List<List<String>> statements = new ArrayList<>();
    List<String> pool = new ArrayList<>();
    for (String sql : Statements.lines("accepted.sql")) {
      List<String> words = words(sql);
      statements.add(words);
      pool.addAll(words);
    }
    Random random = new Random(SEED);
    for (int round = 0; round < ROUNDS; round++) {
      List<String> words = new ArrayList<>(statements.get(random.nextInt(statements.size())));
      for (int edits = 1 + random.nextInt(3); edits > 0 && !words.isEmpty(); edits--) {
        damage(words, pool, random);
      }
      check(String.join(" ", words), round);
    }
  }

  @Test
  void damagedCharactersGiveOrdinaryErrors() {
    List<String> statements = Statements.lines("accepted.sql");
    String alphabet = "'\"$\\:;.,()[]*/-+ \n\t0aEeUuxXbB&é😀|<=>!@#%^~`?{}_";
    Random random = new Random(SEED + 1);
    for (int round = 0; round < ROUNDS; round++) {
      StringBuilder sql = new StringBuilder(statements.get(random.nextInt(statements.size())));
      for (int edits = 1 + random.nextInt(3); edits > 0; edits--) {
        int at = random.nextInt(sql.length());
        if (random.nextBoolean()) {
          sql.setCharAt(at, alphabet.charAt(random.nextInt(alphabet.length())));
        } else {
          sql.insert(at, alphabet.charAt(random.nextInt(alphabet.length())));
        }
      }
      check(sql.toString(), round);
    }
  }

  private static void damage(List<String> words, List<String> pool, Random random) {
    int at = random.nextInt(words.size());
    switch (random.nextInt(5)) {
      case 0 -> words.remove(at);
      case 1 -> words.add(at, words.get(at));
      case 2 -> words.set(at, pool.get(random.nextInt(pool.size())));
      case 3 -> words.add(at, pool.get(random.nextInt(pool.size())));
      default -> words.subList(at, words.size()).clear();
    }
  }

  private static void check(String sql, int round) {
    try {
      SqlParser.parseScript(sql);
    } catch (OmenException e) {
      String context = "seed " + SEED + " round " + round + ": " + sql;
      assertThat(STATES).as(context).contains(e.state().code());
      assertThat(e.position()).as(context).isBetween(0, sql.codePointCount(0, sql.length()) + 1);
    } catch (RuntimeException | StackOverflowError e) {
      throw new AssertionError("seed " + SEED + " round " + round + ": " + sql, e);
    }
  }

  private static List<String> words(String sql) {
    Tokens tokens = SqlLexer.tokenize(sql);
    List<String> words = new ArrayList<>();
    for (int i = 0; i < tokens.count - 1; i++) {
      words.add(tokens.raw(i));
    }
    return words;
  }
}
