package omendb.core;

import java.util.ArrayList;
import java.util.List;

/// An enumerated type. A value is kept as its label's code; the order of the codes is that of the
/// labels, so that comparisons, keys and zone maps need no labels.
///
/// @param labels in their order, each of at most [#LABEL_BYTES_MAX] bytes
/// @param codes the labels' codes, ascending; a code keeps its label, whatever comes beside it
public record EnumType(
    int oid, int arrayOid, String schema, String name, List<String> labels, List<Long> codes)
    implements UserType {
  public static final int LABEL_BYTES_MAX = 63;

  /// Between the codes of labels that were declared side by side: room for as many new labels at
  /// one place as it has bits.
  private static final long GAP = 1L << 40;

  public EnumType {
    labels = List.copyOf(labels);
    codes = List.copyOf(codes);
    if (labels.size() != codes.size()) {
      throw new IllegalArgumentException("each label has its code");
    }
  }

  /// A new type with labels that are known to differ.
  public static EnumType of(
      int oid, int arrayOid, String schema, String name, List<String> labels) {
    List<Long> codes = new ArrayList<>(labels.size());
    for (int i = 0; i < labels.size(); i++) {
      codes.add(i * GAP);
    }
    return new EnumType(oid, arrayOid, schema, name, labels, codes);
  }

  /// The code of a label; 22P02 when there is no such label.
  public long code(String label) {
    int place = labels.indexOf(label);
    if (place < 0) {
      throw SqlState.INVALID_TEXT_REPRESENTATION.error(
          "invalid input value for enum %s: \"%s\"", shownName(), label);
    }
    return codes.get(place);
  }

  /// The label of a code; XX001 when there is no such code.
  public String label(long code) {
    for (int i = 0; i < codes.size(); i++) {
      if (codes.get(i) == code) {
        return labels.get(i);
      }
    }
    throw SqlState.DATA_CORRUPTED.error("enum %s has no label for %d", shownName(), code);
  }

  /// The type with one more label in front of the one at this place.
  ///
  /// @throws OmenException 54000 when all codes between the neighbours are taken
  public EnumType with(String label, int place) {
    long code;
    if (labels.isEmpty()) {
      code = 0;
    } else if (place == labels.size()) {
      code = codes.getLast() + GAP;
    } else if (place == 0) {
      code = codes.getFirst() - GAP;
    } else {
      long before = codes.get(place - 1);
      code = before + (codes.get(place) - before) / 2;
      if (code == before) {
        throw SqlState.PROGRAM_LIMIT_EXCEEDED.error(
            "enum %s has no room for another label before \"%s\"", shownName(), labels.get(place));
      }
    }
    List<String> newLabels = new ArrayList<>(labels);
    newLabels.add(place, label);
    List<Long> newCodes = new ArrayList<>(codes);
    newCodes.add(place, code);
    return new EnumType(oid, arrayOid, schema, name, newLabels, newCodes);
  }

  /// The type with another label at this place.
  public EnumType relabelled(int place, String label) {
    List<String> newLabels = new ArrayList<>(labels);
    newLabels.set(place, label);
    return new EnumType(oid, arrayOid, schema, name, newLabels, codes);
  }

  public EnumType named(String newSchema, String newName) {
    return new EnumType(oid, arrayOid, newSchema, newName, labels, codes);
  }

  /// The name as messages show it: quoted where it must be.
  public String shownName() {
    boolean plain = !name.isEmpty() && !Character.isDigit(name.charAt(0));
    for (int i = 0; i < name.length() && plain; i++) {
      char c = name.charAt(i);
      plain = c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '_';
    }
    return plain ? name : '"' + name.replace("\"", "\"\"") + '"';
  }
}
