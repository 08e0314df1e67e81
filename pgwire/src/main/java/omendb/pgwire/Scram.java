package omendb.pgwire;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import omendb.core.OmenException;
import omendb.core.SqlState;
import org.jspecify.annotations.Nullable;

/// The server's side of one SCRAM-SHA-256 exchange (RFC 5802, RFC 7677) without channel binding.
///
/// A user that does not exist, or has no password, goes through the same exchange with a verifier
/// made up from a secret of this process, so that the answers do not tell which users exist.
final class Scram {
  static final String MECHANISM = "SCRAM-SHA-256";

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final byte[] MOCK_SECRET = randomBytes(32);
  private static final int MOCK_ITERATIONS = 4096;

  private final String user;
  private final boolean genuine;
  private final int iterations;
  private final byte[] salt;
  private final byte[] storedKey;
  private final byte[] serverKey;
  private String clientFirstBare = "";
  private String serverFirst = "";
  private String nonce = "";
  private String gs2Header = "";

  /// @param verifier `SCRAM-SHA-256$iterations:salt$StoredKey:ServerKey`, or null
  Scram(String user, @Nullable String verifier) {
    this.user = user;
    String[] parts = verifier == null ? new String[0] : verifier.split("[$:]");
    genuine = parts.length == 5 && parts[0].equals(MECHANISM);
    if (genuine) {
      iterations = Integer.parseInt(parts[1]);
      salt = Base64.getDecoder().decode(parts[2]);
      storedKey = Base64.getDecoder().decode(parts[3]);
      serverKey = Base64.getDecoder().decode(parts[4]);
    } else {
      iterations = MOCK_ITERATIONS;
      byte[] mock = hmac(MOCK_SECRET, user);
      salt = java.util.Arrays.copyOf(mock, 16);
      storedKey = mock;
      serverKey = mock;
    }
  }

  /// Takes the client-first-message; returns the server-first-message.
  String first(String message) {
    if (message.startsWith("p=")) {
      throw SqlState.PROTOCOL_VIOLATION.error(
          "client selected channel binding, which needs an encrypted connection");
    }
    int second = message.indexOf(',', message.indexOf(',') + 1);
    if (second < 0 || (message.charAt(0) != 'n' && message.charAt(0) != 'y')) {
      throw malformed();
    }
    gs2Header = message.substring(0, second + 1);
    clientFirstBare = message.substring(second + 1);
    String clientNonce = attribute(clientFirstBare, "r=");
    nonce = clientNonce + HexFormat.of().formatHex(randomBytes(18));
    serverFirst =
        "r=" + nonce + ",s=" + Base64.getEncoder().encodeToString(salt) + ",i=" + iterations;
    return serverFirst;
  }

  /// Takes the client-final-message; returns the server-final-message, or throws 28P01.
  String last(String message) {
    int proofAt = message.lastIndexOf(",p=");
    if (proofAt < 0) {
      throw malformed();
    }
    String withoutProof = message.substring(0, proofAt);
    String binding = attribute(withoutProof, "c=");
    String expected =
        Base64.getEncoder().encodeToString(gs2Header.getBytes(StandardCharsets.UTF_8));
    if (!binding.equals(expected) || !attribute(withoutProof, "r=").equals(nonce)) {
      throw malformed();
    }
    byte[] proof;
    try {
      proof = Base64.getDecoder().decode(message.substring(proofAt + 3));
    } catch (IllegalArgumentException e) {
      throw malformed();
    }
    String authMessage = clientFirstBare + "," + serverFirst + "," + withoutProof;
    byte[] clientKey = hmac(storedKey, authMessage);
    for (int i = 0; i < clientKey.length && i < proof.length; i++) {
      clientKey[i] ^= proof[i];
    }
    boolean right = MessageDigest.isEqual(sha256(clientKey), storedKey);
    if (!right || !genuine || proof.length != clientKey.length) {
      throw SqlState.INVALID_PASSWORD.error("password authentication failed for user \"%s\"", user);
    }
    return "v=" + Base64.getEncoder().encodeToString(hmac(serverKey, authMessage));
  }

  private static String attribute(String message, String name) {
    for (String part : message.split(",")) {
      if (part.startsWith(name) && part.length() > name.length()) {
        return part.substring(name.length());
      }
    }
    throw malformed();
  }

  private static OmenException malformed() {
    return SqlState.PROTOCOL_VIOLATION.error("malformed SCRAM message");
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] randomBytes(int count) {
    byte[] bytes = new byte[count];
    RANDOM.nextBytes(bytes);
    return bytes;
  }
}
