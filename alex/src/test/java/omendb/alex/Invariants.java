package omendb.alex;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.NavigableMap;

/// Checks what must hold in a tree that nobody changes at the moment.
final class Invariants {
  private Invariants() {}

  static void check(AlexMap map, NavigableMap<Long, Long> expected) {
    long held = checkNode(map.rootNode(), Span.ALL);
    assertThat(held).isEqualTo(expected.size());
    assertThat(map.size()).isEqualTo(expected.size());
    AlexCursor up = map.ascending(Long.MIN_VALUE);
    for (Map.Entry<Long, Long> entry : expected.entrySet()) {
      assertThat(up.next()).isTrue();
      assertThat(up.key()).isEqualTo(entry.getKey());
      assertThat(up.payload()).isEqualTo(entry.getValue());
    }
    assertThat(up.next()).isFalse();
    AlexCursor down = map.descending(Long.MAX_VALUE);
    for (Map.Entry<Long, Long> entry : expected.descendingMap().entrySet()) {
      assertThat(down.next()).isTrue();
      assertThat(down.key()).isEqualTo(entry.getKey());
      assertThat(down.payload()).isEqualTo(entry.getValue());
    }
    assertThat(down.next()).isFalse();
  }

  private static long checkNode(Node node, Span span) {
    assertThat(Span.of(node)).isEqualTo(span);
    assertThat(span.low()).isLessThanOrEqualTo(span.high());
    return switch (node) {
      case Inner inner -> checkInner(inner);
      case SortedInner sorted -> checkSorted(sorted);
      case Leaf leaf -> checkLeaf(leaf);
    };
  }

  private static long checkInner(Inner inner) {
    assertThat(Integer.bitCount(inner.fanout())).isEqualTo(1);
    long keys = 0;
    long low = inner.low();
    for (int slot = inner.slot(low); ; ) {
      Node child = inner.childAt(slot);
      assertThat(inner.slot(child.low())).isBetween(inner.startOf(slot), inner.endOf(slot) - 1);
      assertThat(inner.slot(child.high())).isBetween(inner.startOf(slot), inner.endOf(slot) - 1);
      keys += checkNode(child, new Span(low, child.high()));
      if (child.high() == inner.high()) {
        return keys;
      }
      low = child.high() + 1;
      assertThat(inner.slot(low)).isGreaterThanOrEqualTo(inner.endOf(slot));
      slot = inner.slot(low);
    }
  }

  private static long checkSorted(SortedInner sorted) {
    assertThat(sorted.childCount()).isBetween(2, SortedInner.CHILDREN_MAX);
    long keys = 0;
    long low = sorted.low();
    for (int i = 0; i < sorted.childCount(); i++) {
      Node child = sorted.childAt(i);
      assertThat(sorted.indexOf(child.low())).isEqualTo(i);
      assertThat(sorted.indexOf(child.high())).isEqualTo(i);
      keys += checkNode(child, new Span(low, child.high()));
      low = child.high() + 1;
    }
    assertThat(low - 1).isEqualTo(sorted.high());
    return keys;
  }

  private static long checkLeaf(Leaf leaf) {
    assertThat(leaf.isObsolete()).isFalse();
    assertThat(leaf.tryLock()).isTrue();
    leaf.unlock();
    int real = 0;
    for (int slot = leaf.first(); slot <= leaf.last(); slot++) {
      long key = leaf.keyAt(slot);
      assertThat(key).isBetween(leaf.low(), leaf.high());
      if (slot > leaf.first()) {
        assertThat(key).isGreaterThanOrEqualTo(leaf.keyAt(slot - 1));
      }
      real += leaf.isGap(slot) ? 0 : 1;
    }
    assertThat(real).isEqualTo(leaf.count());
    assertThat(leaf.count()).isLessThanOrEqualTo(leaf.slots());
    return real;
  }
}
