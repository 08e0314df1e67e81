package omendb.planner.function;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.ToIntFunction;
import omendb.core.ColumnType;
import omendb.core.TypeKind;
import omendb.planner.function.CastRules.Context;
import org.jspecify.annotations.Nullable;

/// PostgreSQL's choice among functions or operators of one name by the types of the arguments.
final class Overloads {
  /// One candidate with as many parameters as the call has arguments.
  record Candidate(FunctionSignature signature, List<ColumnType> parameters) {}

  private Overloads() {}

  /// The best candidate; null when none fits. Several that fit equally well are in `ties`.
  static @Nullable Candidate choose(
      List<Candidate> all, List<ColumnType> arguments, List<Candidate> ties) {
    for (Candidate candidate : all) {
      if (exact(candidate, arguments)) {
        return candidate;
      }
    }
    List<Candidate> left = new ArrayList<>();
    for (Candidate candidate : all) {
      if (fits(candidate, arguments)) {
        left.add(candidate);
      }
    }
    if (left.size() > 1) {
      left = best(left, candidate -> exactCount(candidate, arguments, false));
    }
    if (left.size() > 1) {
      left = best(left, candidate -> exactCount(candidate, arguments, true));
    }
    if (left.size() > 1) {
      left = byUnknowns(left, arguments);
    }
    if (left.size() > 1) {
      left = byKnownType(left, arguments);
    }
    if (left.size() > 1) {
      ties.addAll(left);
      return null;
    }
    return left.isEmpty() ? null : left.getFirst();
  }

  private static boolean exact(Candidate candidate, List<ColumnType> arguments) {
    for (int i = 0; i < arguments.size(); i++) {
      if (arguments.get(i).kind() == TypeKind.UNKNOWN
          || !same(candidate.parameters.get(i), arguments.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean same(ColumnType parameter, ColumnType argument) {
    ColumnType a = parameter.element();
    ColumnType b = argument.element();
    return parameter.kind() == argument.kind() && (a == null || b == null || same(a, b));
  }

  private static boolean fits(Candidate candidate, List<ColumnType> arguments) {
    List<ColumnType> elements = new ArrayList<>();
    boolean strict = RangeTemplate.isStrictlyTyped(candidate.signature);
    for (int i = 0; i < arguments.size(); i++) {
      ColumnType argument = arguments.get(i);
      ColumnType parameter = candidate.parameters.get(i);
      if (strict && argument.kind() != TypeKind.UNKNOWN && !same(parameter, argument)) {
        return false;
      }
      if (parameter.kind() == TypeKind.VOID) {
        continue;
      }
      ColumnType parameterElement = parameter.element();
      if (parameter.kind() == TypeKind.UNKNOWN) {
        elements.add(argument);
      } else if (parameterElement != null && parameterElement.kind() == TypeKind.UNKNOWN) {
        ColumnType element = argument.element();
        if (element != null) {
          elements.add(element);
        } else if (argument.kind() != TypeKind.UNKNOWN) {
          return false;
        }
      } else if (!CastRules.allowed(argument, parameter, Context.IMPLICIT)) {
        return false;
      }
    }
    return elements.isEmpty() || CastRules.commonOrNull(elements) != null;
  }

  private static int exactCount(
      Candidate candidate, List<ColumnType> arguments, boolean orPreferred) {
    int count = 0;
    for (int i = 0; i < arguments.size(); i++) {
      ColumnType argument = arguments.get(i);
      ColumnType parameter = candidate.parameters.get(i);
      if (argument.kind() == TypeKind.UNKNOWN) {
        continue;
      }
      if (same(parameter, argument)
          || (orPreferred
              && CastRules.preferred(parameter)
              && CastRules.category(parameter) == CastRules.category(argument))) {
        count++;
      }
    }
    return count;
  }

  private static List<Candidate> best(List<Candidate> list, ToIntFunction<Candidate> score) {
    int max = list.stream().mapToInt(score).max().orElse(0);
    return list.stream().filter(candidate -> score.applyAsInt(candidate) == max).toList();
  }

  /// Guesses the category of untyped literals: string if any candidate takes one, else the only
  /// one.
  private static List<Candidate> byUnknowns(List<Candidate> list, List<ColumnType> arguments) {
    List<Candidate> left = list;
    for (int i = 0; i < arguments.size(); i++) {
      if (arguments.get(i).kind() != TypeKind.UNKNOWN) {
        continue;
      }
      char category = 0;
      boolean conflict = false;
      for (Candidate candidate : list) {
        char each = CastRules.category(candidate.parameters.get(i));
        if (each == 'S') {
          category = 'S';
          conflict = false;
          break;
        }
        conflict |= category != 0 && category != each;
        category = each;
      }
      if (conflict) {
        return list;
      }
      left = ofCategory(left, i, category);
    }
    return left.isEmpty() ? list : left;
  }

  private static List<Candidate> ofCategory(List<Candidate> list, int index, char category) {
    List<Candidate> left =
        list.stream().filter(c -> CastRules.category(c.parameters.get(index)) == category).toList();
    List<Candidate> preferred =
        left.stream().filter(c -> CastRules.preferred(c.parameters.get(index))).toList();
    return preferred.isEmpty() ? left : preferred;
  }

  /// When all known arguments have one type, the unknown ones may have it too.
  private static List<Candidate> byKnownType(List<Candidate> list, List<ColumnType> arguments) {
    ColumnType known = null;
    boolean unknowns = false;
    for (ColumnType argument : arguments) {
      if (argument.kind() == TypeKind.UNKNOWN) {
        unknowns = true;
      } else if (known == null) {
        known = argument;
      } else if (!same(known, argument)) {
        return list;
      }
    }
    if (known == null || !unknowns) {
      return list;
    }
    List<ColumnType> guess = Collections.nCopies(arguments.size(), known);
    List<Candidate> left = list.stream().filter(c -> fits(c, guess)).toList();
    return left.size() == 1 ? left : list;
  }
}
