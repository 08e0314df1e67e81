package omendb.planner.function;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import omendb.core.EnumType;

/// An enumerated type within the tag that tells a function the types of its arguments: hexadecimal
/// digits of its parts, so that no character of a label means anything there.
final class EnumTag {
  private static final String PART = "\0";

  private EnumTag() {}

  static String of(EnumType type) {
    StringBuilder text = new StringBuilder();
    text.append(type.oid()).append(PART).append(type.arrayOid());
    text.append(PART).append(type.schema()).append(PART).append(type.name());
    for (int i = 0; i < type.labels().size(); i++) {
      text.append(PART).append(type.codes().get(i)).append(PART).append(type.labels().get(i));
    }
    return HexFormat.of().formatHex(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  static EnumType read(String tag) {
    byte[] bytes = HexFormat.of().parseHex(tag);
    String[] parts = new String(bytes, StandardCharsets.UTF_8).split(PART, -1);
    List<String> labels = new ArrayList<>();
    List<Long> codes = new ArrayList<>();
    for (int i = 4; i < parts.length; i += 2) {
      codes.add(Long.parseLong(parts[i]));
      labels.add(parts[i + 1]);
    }
    return new EnumType(
        Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), parts[2], parts[3], labels, codes);
  }
}
