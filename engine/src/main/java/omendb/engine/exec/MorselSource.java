package omendb.engine.exec;

import java.util.List;
import omendb.core.Morsel;

/// The morsels of one scan; what they read stays in place until the source is closed.
///
/// The column numbers that a morsel takes are positions in the list of columns that was asked for.
public interface MorselSource extends AutoCloseable {
  List<Morsel> morsels();

  /// What the zone bounds and the key spared.
  default Pruning pruning() {
    return Pruning.NONE;
  }

  @Override
  void close();
}
