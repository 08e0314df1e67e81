package omendb.engine.exec.codegen;

import omendb.core.NativeMemory;
import omendb.core.SqlState;
import omendb.engine.exec.memory.NativeArena;

/// UTF-8 text at native addresses. Results that are a part of their argument share its bytes.
final class Texts {
  private Texts() {}

  /// Bytes without trailing blanks.
  static int trimmedLength(long address, int length) {
    int end = length;
    while (end > 0 && NativeMemory.getByte(address + end - 1) == ' ') {
      end--;
    }
    return end;
  }

  static int characters(long address, int length) {
    int characters = 0;
    for (int i = 0; i < length; i++) {
      characters += (NativeMemory.getByte(address + i) & 0xC0) != 0x80 ? 1 : 0;
    }
    return characters;
  }

  /// The byte offset after `characters` characters, at most `length`.
  static int offset(long address, int length, int characters) {
    int left = characters;
    int i = 0;
    while (i < length && left > 0) {
      i++;
      while (i < length && (NativeMemory.getByte(address + i) & 0xC0) == 0x80) {
        i++;
      }
      left--;
    }
    return i;
  }

  static long concat(NativeArena arena, long a, int aLength, long b, int bLength) {
    int length = Math.addExact(aLength, bLength);
    long address = arena.allocate(length);
    NativeMemory.copy(a, address, aLength);
    NativeMemory.copy(b, address + aLength, bLength);
    return arena.stored(address, length);
  }

  /// The text as varchar(limit); cut if `cut`, else 22001 unless only blanks are lost.
  static long fitVarchar(NativeArena arena, long address, int length, int limit, boolean cut) {
    int end = length <= limit ? length : offset(address, length, limit);
    if (end < length && !cut) {
      requireBlanks(address, end, length, "character varying", limit);
    }
    return arena.stored(address, end);
  }

  /// The text as character(limit): as [#fitVarchar], then padded with blanks.
  static long fitCharacter(NativeArena arena, long address, int length, int limit, boolean cut) {
    int end = offset(address, length, limit);
    if (end < length && !cut) {
      requireBlanks(address, end, length, "character", limit);
    }
    int pad = limit - characters(address, end);
    if (pad == 0) {
      return arena.stored(address, end);
    }
    long padded = arena.allocate((long) end + pad);
    NativeMemory.copy(address, padded, end);
    for (int i = 0; i < pad; i++) {
      NativeMemory.putByte(padded + end + i, (byte) ' ');
    }
    return arena.stored(padded, end + pad);
  }

  private static void requireBlanks(long address, int from, int to, String type, int limit) {
    if (trimmedLength(address + from, to - from) > 0) {
      throw SqlState.STRING_DATA_RIGHT_TRUNCATION.error(
          "value too long for type %s(%d)", type, limit);
    }
  }
}
