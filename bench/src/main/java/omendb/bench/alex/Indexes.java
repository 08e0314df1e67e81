package omendb.bench.alex;

import omendb.alex.AlexMap;
import omendb.alex.AlexOptions;
import omendb.alex.BPlusTreeMap;

/// The indexes under measurement.
final class Indexes {
  private Indexes() {}

  static IndexMeasurement.Index alex(long[] keys, long[] payloads, int count, AlexOptions options) {
    return new Alex(AlexMap.bulkLoad(keys, payloads, count, options));
  }

  static IndexMeasurement.Index bPlusTree(long[] keys, long[] payloads, int count) {
    return new BPlusTree(BPlusTreeMap.bulkLoad(keys, payloads, count));
  }

  record Alex(AlexMap map) implements IndexMeasurement.Index {
    @Override
    public long lookAll(long[] probes) {
      long sum = 0;
      for (long probe : probes) {
        sum += map.get(probe);
      }
      return sum;
    }

    @Override
    public long lookTimed(long[] probes, int[] nanos) {
      long sum = 0;
      for (int i = 0; i < probes.length; i++) {
        long start = System.nanoTime();
        sum += map.get(probes[i]);
        nanos[i] = (int) (System.nanoTime() - start);
      }
      return sum;
    }

    @Override
    public void insertAll(long[] keys, int from, int to) {
      for (int i = from; i < to; i++) {
        map.put(keys[i], i);
      }
    }

    @Override
    public void insertTimed(long[] keys, int from, int to, int[] nanos) {
      for (int i = from; i < to; i++) {
        long start = System.nanoTime();
        map.put(keys[i], i);
        nanos[i - from] = (int) (System.nanoTime() - start);
      }
    }

    @Override
    public long bytes() {
      return map.statistics().totalBytes();
    }
  }

  record BPlusTree(BPlusTreeMap map) implements IndexMeasurement.Index {
    @Override
    public long lookAll(long[] probes) {
      long sum = 0;
      for (long probe : probes) {
        sum += map.get(probe);
      }
      return sum;
    }

    @Override
    public long lookTimed(long[] probes, int[] nanos) {
      long sum = 0;
      for (int i = 0; i < probes.length; i++) {
        long start = System.nanoTime();
        sum += map.get(probes[i]);
        nanos[i] = (int) (System.nanoTime() - start);
      }
      return sum;
    }

    @Override
    public void insertAll(long[] keys, int from, int to) {
      for (int i = from; i < to; i++) {
        map.put(keys[i], i);
      }
    }

    @Override
    public void insertTimed(long[] keys, int from, int to, int[] nanos) {
      for (int i = from; i < to; i++) {
        long start = System.nanoTime();
        map.put(keys[i], i);
        nanos[i - from] = (int) (System.nanoTime() - start);
      }
    }

    @Override
    public long bytes() {
      return map.totalBytes();
    }
  }
}
