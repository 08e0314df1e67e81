package omendb.planner.function;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// All functions and library operators, by name and by id.
public final class FunctionCatalog {
  private static final Map<String, List<FunctionSignature>> FUNCTIONS = new TreeMap<>();
  private static final Map<String, List<FunctionSignature>> OPERATORS = new TreeMap<>();

  static {
    for (FunctionSignature signature : FunctionRegistry.signatures()) {
      char first = signature.name().charAt(0);
      boolean word = Character.isLetter(first) || first == '_';
      (word ? FUNCTIONS : OPERATORS)
          .computeIfAbsent(signature.name(), name -> new ArrayList<>())
          .add(signature);
    }
    FUNCTIONS.replaceAll((name, list) -> List.copyOf(list));
    OPERATORS.replaceAll((name, list) -> List.copyOf(list));
  }

  private FunctionCatalog() {}

  /// The functions of this name, which is lower case without schema; those of `information_schema`
  /// have it in front.
  public static List<FunctionSignature> candidates(String name) {
    return FUNCTIONS.getOrDefault(name, List.of());
  }

  /// The library operators of this symbol.
  static List<FunctionSignature> operators(String symbol) {
    return OPERATORS.getOrDefault(symbol, List.of());
  }

  /// All functions, for `pg_proc`.
  public static Collection<List<FunctionSignature>> all() {
    return FUNCTIONS.values();
  }

  /// The signature with this id, or null.
  public static @Nullable FunctionSignature byId(String id) {
    return FunctionRegistry.signature(id);
  }
}
