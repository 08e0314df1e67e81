package omendb.engine;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import omendb.core.Column;
import omendb.core.ColumnType;
import omendb.core.SqlState;
import omendb.engine.exec.MorselSource;
import omendb.planner.CatalogView.Relation;
import omendb.planner.CatalogView.Statistics;
import org.jspecify.annotations.Nullable;

/// The relations of pg_catalog and information_schema, column for column those of PostgreSQL 15
/// (`relations.tsv`: schema, name, oid, kind, column, type, typmod, not null). Their rows are
/// computed when they are scanned; relations about what we do not have are empty.
final class SystemCatalog {
  private static final String RESOURCE = "catalog/relations.tsv";

  private final Map<String, Relation> byName = new LinkedHashMap<>();
  private final Map<Integer, Relation> byOid = new HashMap<>();
  private final Map<String, SystemRows> rows = SystemRows.all();

  SystemCatalog() {
    load();
  }

  Collection<Relation> relations() {
    return byName.values();
  }

  @Nullable Relation relation(String schema, String name) {
    return byName.get(schema + "." + name);
  }

  @Nullable Relation relation(int oid) {
    return byOid.get(oid);
  }

  /// Opens a scan of the wanted columns over the relation's rows as the session sees them now.
  MorselSource scan(Session session, int oid, List<Integer> columns) {
    Relation relation = byOid.get(oid);
    if (relation == null) {
      throw SqlState.UNDEFINED_TABLE.error("could not open relation with OID %d", oid);
    }
    SystemRows source = rows.get(relation.schema() + "." + relation.name());
    List<@Nullable Object[]> values =
        source == null ? List.of() : source.rows(new SystemView(session, this));
    List<ColumnType> types =
        columns.stream().map(column -> relation.columns().get(column).type()).toList();
    List<@Nullable Object[]> wanted = new ArrayList<>(values.size());
    for (@Nullable Object[] row : values) {
      @Nullable Object[] part = new @Nullable Object[columns.size()];
      for (int i = 0; i < part.length; i++) {
        part[i] = row[columns.get(i)];
      }
      wanted.add(part);
    }
    return BoxedRows.source(types, wanted);
  }

  private void load() {
    Map<String, List<String[]>> lines = new LinkedHashMap<>();
    try (InputStream in = SystemCatalog.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("missing resource " + RESOURCE);
      }
      BufferedReader reader =
          new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        String[] fields = line.split("\t", -1);
        lines.computeIfAbsent(fields[0] + "." + fields[1], key -> new ArrayList<>()).add(fields);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    lines.forEach(this::add);
  }

  private void add(String key, List<String[]> lines) {
    List<Column> columns = new ArrayList<>();
    for (String[] line : lines) {
      columns.add(new Column(line[4], SystemTypes.type(line[5]), line[7].equals("0"), null));
    }
    String[] first = lines.getFirst();
    int oid = Integer.parseInt(first[2]);
    Relation relation =
        new Relation(
            oid,
            first[0],
            first[1],
            first[3].charAt(0),
            columns,
            List.of(),
            null,
            new Statistics(200, List.of()));
    byName.put(key, relation);
    byOid.put(oid, relation);
  }
}
