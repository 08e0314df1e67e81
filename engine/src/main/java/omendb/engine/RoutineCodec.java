package omendb.engine;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import omendb.engine.definition.RoutineDefinition;
import omendb.engine.definition.RoutineDefinition.Parameter;
import omendb.engine.definition.RoutineDefinition.Result;
import omendb.engine.definition.RoutineDefinition.Traits;

/// The bytes of functions and procedures at the end of the catalog's.
///
/// ```
/// count, count × routine: oid(int), schema, name, procedure, parameters, result type, set,
///                         volatility(char), strict, leakproof, definer, parallel(char),
///                         cost(double), rows(double), body, in the statement
/// parameters:             count, count × mode(char), name, type, default
/// ```
final class RoutineCodec {
  /// The first catalog format that has them.
  static final int SINCE = 14;

  private RoutineCodec() {}

  static void write(DataOutputStream out, RoutineSet routines) throws IOException {
    out.writeInt(routines.all().size());
    for (RoutineDefinition routine : routines.all()) {
      out.writeInt(routine.oid());
      CatalogCodec.writeText(out, routine.schema());
      CatalogCodec.writeText(out, routine.name());
      out.writeBoolean(routine.procedure());
      out.writeInt(routine.parameters().size());
      for (Parameter parameter : routine.parameters()) {
        out.writeChar(parameter.mode());
        CatalogCodec.writeText(out, parameter.name());
        CatalogCodec.writeText(out, parameter.type());
        CatalogCodec.writeText(out, parameter.defaultSql());
      }
      CatalogCodec.writeText(out, routine.result().type());
      out.writeBoolean(routine.result().set());
      Traits traits = routine.traits();
      out.writeChar(traits.volatility());
      out.writeBoolean(traits.strict());
      out.writeBoolean(traits.leakproof());
      out.writeBoolean(traits.definer());
      out.writeChar(traits.parallel());
      out.writeDouble(traits.cost());
      out.writeDouble(traits.rows());
      CatalogCodec.writeText(out, routine.body());
      out.writeBoolean(routine.inStatement());
    }
  }

  static void read(DataInputStream in, RoutineSet routines) throws IOException {
    for (int i = in.readInt(); i > 0; i--) {
      int oid = in.readInt();
      String schema = CatalogCodec.requireText(in);
      String name = CatalogCodec.requireText(in);
      boolean procedure = in.readBoolean();
      List<Parameter> parameters = new ArrayList<>();
      for (int j = in.readInt(); j > 0; j--) {
        parameters.add(
            new Parameter(
                in.readChar(),
                CatalogCodec.requireText(in),
                CatalogCodec.requireText(in),
                CatalogCodec.readText(in)));
      }
      Result result = new Result(CatalogCodec.requireText(in), in.readBoolean());
      Traits traits =
          new Traits(
              in.readChar(),
              in.readBoolean(),
              in.readBoolean(),
              in.readBoolean(),
              in.readChar(),
              in.readDouble(),
              in.readDouble());
      routines.put(
          new RoutineDefinition(
              oid,
              schema,
              name,
              procedure,
              parameters,
              result,
              traits,
              CatalogCodec.requireText(in),
              in.readBoolean()));
    }
  }
}
