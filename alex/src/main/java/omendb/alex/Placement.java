package omendb.alex;

/// Chooses slots for keys that enter a leaf all at once. Each key goes half way between where it
/// goes if keys give way upwards and where it goes if they give way downwards: a crowd of keys then
/// stands on both sides of the slots predicted for it, and a search is half as far from its key as
/// if all had to give way to one side. Half way between two ascending sequences ascends too.
final class Placement {
  private Placement() {}

  /// The slot of every key of the run: ascending, and as near as possible to the predicted ones.
  static int[] slots(Leaf leaf, Run run) {
    int size = run.size();
    int[] slots = new int[size];
    int room = leaf.slots() - size;
    int downwards = leaf.slots();
    for (int i = size - 1; i >= 0; i--) {
      downwards = Math.max(i, Math.min(leaf.predict(run.key(i)), downwards - 1));
      slots[i] = downwards;
    }
    int upwards = -1;
    for (int i = 0; i < size; i++) {
      // The keys behind must find room too.
      upwards = Math.min(Math.max(leaf.predict(run.key(i)), upwards + 1), room + i);
      slots[i] = (slots[i] + upwards) >> 1;
    }
    return slots;
  }
}
