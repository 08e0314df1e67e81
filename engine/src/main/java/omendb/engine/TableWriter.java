package omendb.engine;

import omendb.core.Batch;

/// Rows in columns on their way into one table, inside the session's transaction: bulk ingest.
public interface TableWriter extends AutoCloseable {
  /// Adds the batch's rows. Columns are those of the target, in its order; types are converted
  /// where PostgreSQL's assignment casts allow it.
  void add(Batch batch);

  /// Ends the ingest; returns the number of rows.
  long finish();

  /// Undoes what was added unless [#finish] has run.
  @Override
  void close();
}
