package omendb.engine.catalog;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import omendb.core.Column;
import omendb.core.SqlState;
import omendb.planner.CatalogView.Relation;
import omendb.planner.CatalogView.Statistics;
import org.jspecify.annotations.Nullable;

/// The relations of pg_catalog and information_schema, column for column those of PostgreSQL 15
/// (`relations.tsv`: schema, name, oid, kind, column, type, typmod, not null), and those that only
/// we have. Their rows are computed when they are scanned; relations about what we do not have are
/// empty. Thread-safe.
public final class SystemCatalog {
  /// Rows that the planner assumes of a relation.
  private static final int ROWS_ASSUMED = 200;

  private final Map<String, Relation> byName = new LinkedHashMap<>();
  private final Map<Integer, Relation> byOid = new HashMap<>();
  private final Map<Integer, List<String>> declared = new HashMap<>();
  private final Map<String, SystemRows> rows = SystemRows.all();
  private final TypeFacts types;
  private final FunctionFacts functions;

  public SystemCatalog() {
    Map<String, List<String[]>> lines = new LinkedHashMap<>();
    for (String resource : List.of("relations", "own_relations")) {
      for (String line : Facts.lines(resource)) {
        String[] fields = Facts.fields(line);
        lines.computeIfAbsent(fields[0] + "." + fields[1], key -> new ArrayList<>()).add(fields);
      }
    }
    lines.forEach(this::add);
    this.types = new TypeFacts(facts("pg_type"));
    this.functions = new FunctionFacts(facts("pg_proc"));
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
            new Statistics(ROWS_ASSUMED, List.of()));
    byName.put(key, relation);
    byOid.put(oid, relation);
    declared.put(oid, lines.stream().map(line -> line[5]).toList());
  }

  public Collection<Relation> relations() {
    return byName.values();
  }

  public @Nullable Relation relation(String schema, String name) {
    return byName.get(schema + "." + name);
  }

  public @Nullable Relation relation(int oid) {
    return byOid.get(oid);
  }

  /// All rows of a relation as the session sees them now, boxed.
  public List<@Nullable Object[]> rows(int oid, CatalogSource source) {
    Relation relation = byOid.get(oid);
    if (relation == null) {
      throw SqlState.UNDEFINED_TABLE.error("could not open relation with OID %d", oid);
    }
    RowSet result = new RowSet(relation);
    SystemRows provider = rows.get(relation.schema() + "." + relation.name());
    if (provider != null) {
      provider.add(result, new SystemView(source, this));
    }
    return result.rows();
  }

  /// Answers functions about the catalog for a session.
  public CatalogAnswers answers(CatalogSource source) {
    return new CatalogAnswers(new SystemView(source, this));
  }

  /// The types of a relation's columns by the names that they have on PostgreSQL.
  List<String> declaredTypes(int oid) {
    return declared.getOrDefault(oid, List.of());
  }

  TypeFacts types() {
    return types;
  }

  FunctionFacts functions() {
    return functions;
  }

  private List<@Nullable Object[]> facts(String name) {
    Relation relation = byName.get("pg_catalog." + name);
    if (relation == null) {
      throw new IllegalStateException(name);
    }
    RowSet set = new RowSet(relation);
    FactRows.read(set);
    return set.rows();
  }
}
