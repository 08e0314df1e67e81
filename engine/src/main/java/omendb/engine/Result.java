package omendb.engine;

import java.util.List;
import omendb.core.Batch;
import omendb.core.Column;
import org.jspecify.annotations.Nullable;

/// What a statement answers. Whoever receives a result closes it; until then the session runs
/// nothing else of the same portal.
public sealed interface Result extends AutoCloseable {
  @Override
  default void close() {}

  /// A statement that returns no rows and has run.
  ///
  /// @param tag the command tag, such as `INSERT 0 1`
  record Command(String tag) implements Result {}

  /// An empty query string.
  record Empty() implements Result {}

  /// Rows, pulled batch by batch.
  non-sealed interface Rows extends Result {
    List<ResultColumn> columns();

    /// The next batch with at least one row, valid until the next call; null at the end. Errors of
    /// the statement surface here.
    @Nullable Batch next();

    /// The command tag for the rows handed out so far, such as `SELECT 3`.
    String tag();

    /// The commit number of the snapshot that the rows are read from.
    long snapshot();

    @Override
    void close();
  }

  /// COPY … FROM STDIN: the door feeds bytes as they come.
  non-sealed interface CopyIn extends Result {
    /// The columns that each line holds.
    List<Column> columns();

    /// The table's name.
    String table();

    /// True when the door reads the rows and gives them to [#row] instead of their bytes to
    /// [#write].
    boolean binary();

    /// Takes a row: a value per column, boxed.
    void row(@Nullable Object[] values);

    /// Takes bytes, which need not end at a line's end.
    void write(byte[] bytes, int offset, int length);

    /// Ends the data; returns the command tag.
    String finish();

    /// The client gave up (CopyFail) with this message: 57014.
    void abort(String message);

    @Override
    void close();
  }

  /// COPY … TO STDOUT: one piece of data after the other.
  non-sealed interface CopyOut extends Result {
    int columnCount();

    boolean binary();

    /// In binary format the next rows, valid until the next call; null at the end of data.
    @Nullable Batch rows();

    /// In the other formats the next piece, ending at a line's end; null at the end of data.
    byte @Nullable [] next();

    /// The command tag.
    String tag();

    @Override
    void close();
  }
}
