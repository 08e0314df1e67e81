package omendb.planner.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.concurrent.atomic.AtomicReference;
import omendb.core.OmenException;
import omendb.core.SqlState;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Text of any depth is parsed or refused, on a stack half as large as usual.
class NestingTest {
  private static final int STACK_BYTES = 512 << 10;

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "select ; ( ; 1 ; )",
        "select ; (select  ; 1 ; )",
        "select ; ( ; select 1 ; )",
        "select ; f( ; 1 ; )",
        "select ; a in ( ; 1 ; )",
        "select ; case when  ; a ;  then 1 end",
        "select ; cast( ; 1 ;  as int)",
        "select ; not  ; a ; ''",
        "select ; -  ; a ; ''",
        "select ; sum(1) over (order by  ; 1 ; )",
        "select a ; [a ; '' ; ]",
        "select array ; [ ; 1 ; ]",
        "select 1:: ; a(1:: ; int ; )",
        "select * from ; (select * from  ; t ; ) x",
        "select * from ; ( ; a cross join b ; )",
        "select * from a ; join b  ; '' ; on true ",
        "'' ; with x as ( ; select 1 ; ) select 1",
        "select 1 from t group by ; grouping sets ( ; a ; )",
        "select 1 ; +1 ; '' ; ''",
        "select a ; ::int ; '' ; ''",
        "select 1 ; union all select 1  ; '' ; ''",
        "select * from a ; cross join a  ; '' ; ''",
        "select (a) ; .b ; '' ; ''",
      })
  void depthIsLimitedNotFatal(String head, String open, String core, String close)
      throws InterruptedException {
    for (int depth : new int[] {1, 60}) {
      String sql = sql(head, open, core, close, depth);
      assertThat(parseOnSmallStack(sql)).as(sql).isNull();
    }
    for (int depth : new int[] {1000, 10_000, 100_000}) {
      Throwable thrown = parseOnSmallStack(sql(head, open, core, close, depth));
      assertThat(thrown).as("%s %d times", open, depth).isInstanceOf(OmenException.class);
      OmenException error = (OmenException) thrown;
      assertThat(error.state()).isEqualTo(SqlState.STATEMENT_TOO_COMPLEX);
      assertThat(error.message()).isEqualTo("stack depth limit exceeded");
      assertThat(error.hint()).contains("max_stack_depth");
    }
  }

  private static String sql(String head, String open, String core, String close, int depth) {
    return head + " " + (open + " ").repeat(depth) + core + (" " + close).repeat(depth);
  }

  private static @Nullable Throwable parseOnSmallStack(String sql) throws InterruptedException {
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Runnable parse =
        () -> {
          try {
            SqlParser.parseScript(sql);
          } catch (OmenException | StackOverflowError e) {
            thrown.set(e);
          }
        };
    Thread thread = new Thread(null, parse, "parse", STACK_BYTES);
    thread.start();
    thread.join();
    return thrown.get();
  }

  @Test
  void longFlatStatementsParse() {
    String rows = "(1, 'some text', 2.5),".repeat(50_000);
    String sql = "insert into t values " + rows.substring(0, rows.length() - 1);
    assertThat(sql.length()).isGreaterThan(1_000_000);
    assertThat(SqlParser.parseScript(sql)).hasSize(1);
  }

  @Test
  void unclosedLongStringIsReportedAtItsStart() {
    String sql = "select '" + "x".repeat(1_000_000);
    OmenException error =
        catchThrowableOfType(OmenException.class, () -> SqlParser.parseScript(sql));
    assertThat(error.position()).isEqualTo(8);
    assertThat(error.message()).startsWith("unterminated quoted string at or near \"'xxx");
  }
}
