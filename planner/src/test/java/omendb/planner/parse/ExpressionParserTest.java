package omendb.planner.parse;

import static org.assertj.core.api.Assertions.assertThat;

import omendb.planner.ast.Node;
import omendb.planner.ast.Operator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpressionParserTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "1 + 2 * 3 ; (+ 1 (* 2 3))",
        "1 - 2 - 3 ; (- (- 1 2) 3)",
        "2 ^ 3 ^ 4 ; (^ (^ 2 3) 4)",
        "-a ^ 2 ; (^ (- a) 2)",
        "-2 ^ 2 ; (^ -2 2)",
        "- 1::int ; (- (cast 1 pg_catalog.int4))",
        "-2147483648 ; -2147483648",
        "2147483648 ; 2147483648n",
        "a || b + c || d ; (|| (|| a (+ b c)) d)",
        "@ a + b ; (@ (+ a b))",
        "not a = b and c or d ; (or (and (not (= a b)) c) d)",
        "a = b is null ; (isnull (= a b))",
        "a is null = b ; (= (isnull a) b)",
        "a isnull notnull ; (notnull (isnull a))",
        "a + b is distinct from c * d ; (distinct (+ a b) (* c d))",
        "a + b = any (c) = d ; (= (=any (+ a b) c) d)",
        "a between b + 1 and c + 2 and d ; (and (between a (+ b 1) (+ c 2)) d)",
        "a not between symmetric b and c ; (notbetweensymmetric a b c)",
        "a not like b || c escape 'x' ; (notlike a (|| b c) 'x')",
        "a not ilike all (b) ; (!~~*all a b)",
        "a in (b, c) = d ; (= (in a [b c]) d)",
        "a in ((select 1)) ; (in a)?",
        "a in ((select 1), 2) ; (in a [(query) 2])",
        "((select 1) + 1) * 2 ; (* (+ (query) 1) 2)",
        "((select 1), 2) ; [(query) 2]",
        "(((select 1) union (select 2))) ; (query)",
        "a at time zone b::text collate c ; (zone a (collate (cast b text) c))",
        "a.b.c[1][2:3].d ; (field (at a.b.c 1 2:3) d)",
        "(a).b.* ; (fields (field a b))",
        "a::int[][3] ; (cast a pg_catalog.int4[][])",
        "extract(day from a) ; (pg_catalog.extract 'day' a)",
        "position('x' in a) ; (pg_catalog.position a 'x')",
        "trim(trailing 'x' from a) ; (pg_catalog.rtrim a 'x')",
        "substring(a for 2) ; (pg_catalog.substring a 1 2)",
        "(a, b) overlaps (c, d) ; (pg_catalog.overlaps a b c d)",
        "s.f(1, b => 2) ; (s.f 1 b=>2)",
        "interval '1' day to second(3) ; (pg_catalog.interval(3) DAY_TO_SECOND '1')",
        "char(3) 'x' ; (pg_catalog.bpchar(3) 'x')",
        "cast(a as char) ; (cast a pg_catalog.bpchar(1))",
        "cast(a as float(24)) ; (cast a pg_catalog.float4)",
        "cast(a as timestamp(3) with time zone) ; (cast a pg_catalog.timestamptz(3))",
        "U&'d!0061' uescape '!' ; 'da'",
        "E'\\x41\\u00e9\\101' || $q$a'b$q$ ; (|| 'AéA' 'a'b')",
      })
  void operatorsBindAsInPostgres(String text, String sketch) {
    assertThat(Sketch.of(text)).isEqualTo(sketch);
  }

  @Test
  void longJunctionsAreOneNode() {
    Node node = SqlParser.parseExpression("a" + " or a".repeat(5000));
    assertThat(node).isInstanceOf(Node.Or.class);
    assertThat(((Node.Or) node).operands()).hasSize(5001);
  }

  @Test
  void nodesPointAtTheirOperator() {
    Node node = SqlParser.parseExpression("'😀' || a <> b::int4");
    assertThat(node).isInstanceOf(Node.Binary.class);
    Node.Binary binary = (Node.Binary) node;
    assertThat(binary.operator()).isEqualTo(new Operator(null, "<>"));
    assertThat(binary.pos()).isEqualTo(10);
    assertThat(binary.left().pos()).isEqualTo(5);
    assertThat(((Node.Cast) binary.right()).type().pos()).isEqualTo(16);
  }

  @Test
  void identifiersFoldAndAreCutAtSixtyThreeBytes() {
    assertThat(Sketch.of("ABC.\"D\"\"e\".Ärger")).isEqualTo("abc.D\"e.Ärger");
    String longName = "é".repeat(40);
    assertThat(Sketch.of(longName)).isEqualTo("é".repeat(31));
  }

  @Test
  void qualifiedOperatorsKeepTheirSchema() {
    Node node = SqlParser.parseExpression("a operator(pg_catalog.!=) b");
    assertThat(((Node.Binary) node).operator()).isEqualTo(new Operator("pg_catalog", "<>"));
  }

  @Test
  void aggregatesCarryTheirClauses() {
    Node node =
        SqlParser.parseExpression(
            "string_agg(distinct a, ',' order by b desc) filter (where c) over (w order by d)");
    Node.Call call = (Node.Call) node;
    assertThat(call.aggregation().distinct()).isTrue();
    assertThat(call.aggregation().orderBy()).hasSize(1);
    assertThat(Sketch.of(call.aggregation().filter())).isEqualTo("c");
    assertThat(call.over()).isNotNull();
  }
}
