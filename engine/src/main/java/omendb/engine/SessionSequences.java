package omendb.engine;

import java.util.HashMap;
import java.util.Map;
import omendb.core.SqlState;
import omendb.engine.definition.Privilege;
import omendb.engine.definition.SequenceDefinition;
import org.jspecify.annotations.Nullable;

/// nextval, currval, setval and lastval of one session, which remembers what it was given and keeps
/// the values that a sequence's cache gave it in advance. Workers of one statement may call it side
/// by side.
final class SessionSequences {
  private final Session session;
  private volatile Memory memory = new Memory();

  /// What the sessions of one client remember; guards itself.
  private static final class Memory {
    private final Map<Integer, Held> held = new HashMap<>();
    private int newest;
  }

  /// What the session has of a sequence: values after `last` up to `end` without asking.
  private record Held(int store, SequenceDefinition.Range range, long last, long end) {}

  SessionSequences(Session session) {
    this.session = session;
  }

  /// Remembers together with another session of the same client.
  void share(SessionSequences other) {
    memory = other.memory;
  }

  /// The sequence of this number: 42809 for another relation, 42P01 for none.
  SequenceDefinition require(long oid) {
    CatalogState catalog = session.transaction().catalog();
    SequenceDefinition sequence = catalog.sequences().get((int) oid);
    if (sequence != null) {
      return sequence;
    }
    String name = new SessionView(session).relationName((int) oid);
    if (name != null) {
      throw SqlState.WRONG_OBJECT_TYPE.error("\"%s\" is not a sequence", name);
    }
    throw SqlState.UNDEFINED_TABLE.error("could not open relation with OID %d", oid);
  }

  long next(long oid) {
    Memory own = memory;
    synchronized (own) {
      SequenceDefinition sequence = require(oid);
      StatementRights.requireAny(session, sequence, Privilege.USAGE, Privilege.UPDATE);
      session.transaction().requireWritable("nextval()");
      int store = sequence.start().store();
      SequenceDefinition.Range range = sequence.range();
      Held mine = own.held.get(sequence.oid());
      if (mine != null
          && mine.store() == store
          && mine.last() != mine.end()
          && mine.range().equals(range)) {
        long value = mine.last() + range.increment();
        own.held.put(sequence.oid(), new Held(store, range, value, mine.end()));
        own.newest = sequence.oid();
        return value;
      }
      SequenceValue values = session.database().sequences().of(sequence);
      SequenceValue.Block block = values.next(sequence);
      own.held.put(sequence.oid(), new Held(store, range, block.first(), block.last()));
      own.newest = sequence.oid();
      return block.first();
    }
  }

  long current(long oid) {
    Memory own = memory;
    synchronized (own) {
      SequenceDefinition sequence = require(oid);
      StatementRights.requireAny(session, sequence, Privilege.USAGE, Privilege.SELECT);
      Held mine = own.held.get(sequence.oid());
      if (mine == null) {
        throw SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE.error(
            "currval of sequence \"%s\" is not yet defined in this session", sequence.name());
      }
      return mine.last();
    }
  }

  long newest() {
    Memory own = memory;
    synchronized (own) {
      Held mine = own.held.get(own.newest);
      SequenceDefinition sequence = session.transaction().catalog().sequences().get(own.newest);
      if (mine == null || sequence == null) {
        throw SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE.error(
            "lastval is not yet defined in this session");
      }
      StatementRights.requireAny(session, sequence, Privilege.USAGE, Privilege.SELECT);
      return mine.last();
    }
  }

  long set(long oid, long value, boolean called) {
    Memory own = memory;
    synchronized (own) {
      SequenceDefinition sequence = require(oid);
      StatementRights.requireAny(session, sequence, Privilege.UPDATE);
      session.transaction().requireWritable("setval()");
      SequenceDefinition.Range range = sequence.range();
      if (value < range.min() || value > range.max()) {
        throw SqlState.NUMERIC_VALUE_OUT_OF_RANGE.error(
            "setval: value %d is out of bounds for sequence \"%s\" (%d..%d)",
            value, sequence.name(), range.min(), range.max());
      }
      session.database().sequences().of(sequence).set(value, called);
      Held mine = own.held.get(sequence.oid());
      if (called) {
        own.held.put(sequence.oid(), new Held(sequence.start().store(), range, value, value));
      } else if (mine != null) {
        own.held.put(
            sequence.oid(), new Held(mine.store(), mine.range(), mine.last(), mine.last()));
      }
      return value;
    }
  }

  /// `pg_sequence_last_value`: null before the first value.
  @Nullable Long lastValue(long oid) {
    SequenceValue.Place place = session.database().sequences().of(require(oid)).place();
    return place.called() ? (Long) place.last() : null;
  }

  /// DISCARD SEQUENCES.
  void forget() {
    Memory own = memory;
    synchronized (own) {
      own.held.clear();
      own.newest = 0;
    }
  }
}
