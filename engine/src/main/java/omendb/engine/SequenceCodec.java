package omendb.engine;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import omendb.core.TypeKind;
import omendb.engine.definition.SequenceDefinition;

/// The bytes of a [SequenceSet] at the end of the catalog's.
///
/// ```
/// count, count × sequence: oid(int), schema, name,
///   type (its name), start, increment, min, max, cache (long), cycle,
///   owner's table(int), its column(int), kind of owner (its name),
///   store(int), first value(long), called
/// ```
final class SequenceCodec {
  private SequenceCodec() {}

  static void write(DataOutputStream out, SequenceSet sequences) throws IOException {
    out.writeInt(sequences.all().size());
    for (SequenceDefinition sequence : sequences.all()) {
      out.writeInt(sequence.oid());
      CatalogCodec.writeText(out, sequence.schema());
      CatalogCodec.writeText(out, sequence.name());
      SequenceDefinition.Range range = sequence.range();
      CatalogCodec.writeText(out, range.type().name());
      out.writeLong(range.start());
      out.writeLong(range.increment());
      out.writeLong(range.min());
      out.writeLong(range.max());
      out.writeLong(range.cache());
      out.writeBoolean(range.cycle());
      out.writeInt(sequence.owner().tableOid());
      out.writeInt(sequence.owner().column());
      CatalogCodec.writeText(out, sequence.owner().kind().name());
      out.writeInt(sequence.start().store());
      out.writeLong(sequence.start().value());
      out.writeBoolean(sequence.start().called());
    }
  }

  static void read(DataInputStream in, SequenceSet sequences) throws IOException {
    for (int i = in.readInt(); i > 0; i--) {
      sequences.put(
          new SequenceDefinition(
              in.readInt(),
              CatalogCodec.requireText(in),
              CatalogCodec.requireText(in),
              new SequenceDefinition.Range(
                  TypeKind.valueOf(CatalogCodec.requireText(in)),
                  in.readLong(),
                  in.readLong(),
                  in.readLong(),
                  in.readLong(),
                  in.readLong(),
                  in.readBoolean()),
              new SequenceDefinition.Owner(
                  in.readInt(),
                  in.readInt(),
                  SequenceDefinition.Kind.valueOf(CatalogCodec.requireText(in))),
              new SequenceDefinition.Start(in.readInt(), in.readLong(), in.readBoolean())));
    }
  }
}
