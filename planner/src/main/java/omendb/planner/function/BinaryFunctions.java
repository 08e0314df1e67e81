package omendb.planner.function;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.UUID;
import omendb.core.ColumnType;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.core.text.BytesText;
import omendb.core.text.TypeText;

/// Functions on bytes, digests and uuids.
public final class BinaryFunctions {
  private BinaryFunctions() {}

  @SqlFunction("length(bytea): int4")
  @SqlFunction("octet_length(bytea): int4")
  public static long length(byte[] bytes) {
    return bytes.length;
  }

  @SqlFunction("bit_length(bytea): int4")
  public static long bitLength(byte[] bytes) {
    return bytes.length * 8L;
  }

  @SqlFunction("||(bytea, bytea): bytea")
  public static byte[] concatenate(byte[] left, byte[] right) {
    byte[] result = Arrays.copyOf(left, left.length + right.length);
    System.arraycopy(right, 0, result, left.length, right.length);
    return result;
  }

  /// The bytes without those of a set at both ends.
  @SqlFunction("btrim(bytea, bytea): bytea")
  public static byte[] trim(byte[] bytes, byte[] set) {
    return trimRight(trimLeft(bytes, set), set);
  }

  @SqlFunction("ltrim(bytea, bytea): bytea")
  public static byte[] trimLeft(byte[] bytes, byte[] set) {
    int from = 0;
    while (from < bytes.length && contains(set, bytes[from])) {
      from++;
    }
    return Arrays.copyOfRange(bytes, from, bytes.length);
  }

  @SqlFunction("rtrim(bytea, bytea): bytea")
  public static byte[] trimRight(byte[] bytes, byte[] set) {
    int to = bytes.length;
    while (to > 0 && contains(set, bytes[to - 1])) {
      to--;
    }
    return Arrays.copyOf(bytes, to);
  }

  private static boolean contains(byte[] set, byte octet) {
    for (byte each : set) {
      if (each == octet) {
        return true;
      }
    }
    return false;
  }

  /// The binary format of the wire protocol.
  @SqlFunction("int2send(int2): bytea")
  public static byte[] sendShort(long value) {
    return ByteBuffer.allocate(Short.BYTES).putShort((short) value).array();
  }

  @SqlFunction("int4send(int4): bytea")
  public static byte[] sendInteger(long value) {
    return ByteBuffer.allocate(Integer.BYTES).putInt((int) value).array();
  }

  @SqlFunction("int8send(int8): bytea")
  public static byte[] sendLong(long value) {
    return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
  }

  @SqlFunction("float4send(float4): bytea")
  public static byte[] sendReal(double value) {
    return ByteBuffer.allocate(Float.BYTES).putFloat((float) value).array();
  }

  @SqlFunction("float8send(float8): bytea")
  public static byte[] sendDouble(double value) {
    return ByteBuffer.allocate(Double.BYTES).putDouble(value).array();
  }

  /// LIKE on bytes: `_` is one byte.
  @SqlFunction("~~(bytea, bytea): bool")
  public static boolean like(byte[] bytes, byte[] pattern) {
    return LikePattern.matches(
        new String(bytes, StandardCharsets.ISO_8859_1),
        new String(pattern, StandardCharsets.ISO_8859_1));
  }

  @SqlFunction("!~~(bytea, bytea): bool")
  public static boolean notLike(byte[] bytes, byte[] pattern) {
    return !like(bytes, pattern);
  }

  @SqlFunction("substr(bytea, int4): bytea")
  @SqlFunction("substring(bytea, int4): bytea")
  public static byte[] substring(byte[] bytes, long start) {
    return substring(bytes, start, Integer.MAX_VALUE);
  }

  @SqlFunction("substr(bytea, int4, int4): bytea")
  @SqlFunction("substring(bytea, int4, int4): bytea")
  public static byte[] substring(byte[] bytes, long start, long count) {
    if (count < 0) {
      throw SqlState.SUBSTRING_ERROR.error("negative substring length not allowed");
    }
    long from = Math.clamp(start - 1, 0, bytes.length);
    long to = Math.clamp(start - 1 + count, from, bytes.length);
    return Arrays.copyOfRange(bytes, (int) from, (int) to);
  }

  @SqlFunction("position(bytea, bytea): int4")
  public static long position(byte[] bytes, byte[] part) {
    for (int i = 0; i + part.length <= bytes.length; i++) {
      if (Arrays.equals(bytes, i, i + part.length, part, 0, part.length)) {
        return i + 1;
      }
    }
    return 0;
  }

  @SqlFunction("get_byte(bytea, int4): int4")
  public static long getByte(byte[] bytes, long index) {
    checkIndex(bytes, index);
    return bytes[(int) index] & 0xff;
  }

  @SqlFunction("set_byte(bytea, int4, int4): bytea")
  public static byte[] setByte(byte[] bytes, long index, long value) {
    checkIndex(bytes, index);
    byte[] result = bytes.clone();
    result[(int) index] = (byte) value;
    return result;
  }

  @SqlFunction("bit_count(bytea): int8")
  public static long bitCount(byte[] bytes) {
    long count = 0;
    for (byte octet : bytes) {
      count += Integer.bitCount(octet & 0xff);
    }
    return count;
  }

  /// Bits are counted from the right within each byte.
  @SqlFunction("get_bit(bytea, int8): int4")
  public static long getBit(byte[] bytes, long index) {
    checkBit(bytes, index);
    return bytes[(int) (index / 8)] >> (index % 8) & 1;
  }

  @SqlFunction("set_bit(bytea, int8, int4): bytea")
  public static byte[] setBit(byte[] bytes, long index, long bit) {
    checkBit(bytes, index);
    if (bit != 0 && bit != 1) {
      throw SqlState.INVALID_PARAMETER_VALUE.error("new bit must be 0 or 1");
    }
    byte[] result = bytes.clone();
    int mask = 1 << (index % 8);
    int octet = result[(int) (index / 8)];
    result[(int) (index / 8)] = (byte) (bit == 1 ? octet | mask : octet & ~mask);
    return result;
  }

  private static void checkBit(byte[] bytes, long index) {
    if (index < 0 || index >= bytes.length * 8L) {
      throw SqlState.ARRAY_SUBSCRIPT_ERROR.error(
          "index %d out of valid range, 0..%d", index, bytes.length * 8L - 1);
    }
  }

  private static void checkIndex(byte[] bytes, long index) {
    if (index < 0 || index >= bytes.length) {
      throw SqlState.ARRAY_SUBSCRIPT_ERROR.error(
          "index %d out of valid range, 0..%d", index, bytes.length - 1);
    }
  }

  @SqlFunction("encode(bytea, text): text")
  public static String encode(byte[] bytes, String format) {
    switch (format.toLowerCase(Locale.ROOT)) {
      case "hex" -> {
        return HexFormat.of().formatHex(bytes);
      }
      case "base64" -> {
        return Base64.getMimeEncoder(76, new byte[] {'\n'}).encodeToString(bytes);
      }
      case "escape" -> {
        StringBuilder out = new StringBuilder();
        for (byte octet : bytes) {
          if (octet == '\\') {
            out.append("\\\\");
          } else if (octet <= 0) {
            out.append('\\').append(String.format(Locale.ROOT, "%03o", octet & 0xff));
          } else {
            out.append((char) octet);
          }
        }
        return out.toString();
      }
      default -> throw unknownEncoding(format);
    }
  }

  @SqlFunction("decode(text, text): bytea")
  public static byte[] decode(String text, String format) {
    switch (format.toLowerCase(Locale.ROOT)) {
      case "hex" -> {
        return BytesText.hex(text, 0);
      }
      case "base64" -> {
        try {
          return Base64.getDecoder().decode(text.replaceAll("\\s", ""));
        } catch (IllegalArgumentException e) {
          throw SqlState.INVALID_PARAMETER_VALUE
              .error("invalid base64 end sequence")
              .withHint("Input data is missing padding, is truncated, or is otherwise corrupted.")
              .causedBy(e);
        }
      }
      case "escape" -> {
        return (byte[]) TypeText.parse(ColumnType.BYTEA, text);
      }
      default -> throw unknownEncoding(format);
    }
  }

  private static OmenException unknownEncoding(String format) {
    return SqlState.INVALID_PARAMETER_VALUE.error("unrecognized encoding: \"%s\"", format);
  }

  @SqlFunction("convert_to(text, name): bytea")
  public static byte[] convertTo(String text, String encoding) {
    checkUtf8(encoding);
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @SqlFunction("convert_from(bytea, name): text")
  public static String convertFrom(byte[] bytes, String encoding) {
    checkUtf8(encoding);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static void checkUtf8(String encoding) {
    if (!encoding.replaceAll("[-_]", "").equalsIgnoreCase("utf8")) {
      throw SqlState.FEATURE_NOT_SUPPORTED.error("encoding \"%s\" is not supported", encoding);
    }
  }

  @SqlFunction("md5(text): text")
  public static String md5(String text) {
    return md5(text.getBytes(StandardCharsets.UTF_8));
  }

  @SqlFunction("md5(bytea): text")
  public static String md5(byte[] bytes) {
    return HexFormat.of().formatHex(digest("MD5", bytes));
  }

  @SqlFunction("sha224(bytea): bytea")
  public static byte[] sha224(byte[] bytes) {
    return digest("SHA-224", bytes);
  }

  @SqlFunction("sha256(bytea): bytea")
  public static byte[] sha256(byte[] bytes) {
    return digest("SHA-256", bytes);
  }

  @SqlFunction("sha384(bytea): bytea")
  public static byte[] sha384(byte[] bytes) {
    return digest("SHA-384", bytes);
  }

  @SqlFunction("sha512(bytea): bytea")
  public static byte[] sha512(byte[] bytes) {
    return digest("SHA-512", bytes);
  }

  private static byte[] digest(String algorithm, byte[] bytes) {
    try {
      return MessageDigest.getInstance(algorithm).digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw SqlState.FEATURE_NOT_SUPPORTED.error("%s is not available", algorithm).causedBy(e);
    }
  }

  @SqlFunction(
      value = "gen_random_uuid(): uuid",
      volatility = FunctionSignature.Volatility.VOLATILE)
  public static UUID randomUuid() {
    return UUID.randomUUID();
  }
}
