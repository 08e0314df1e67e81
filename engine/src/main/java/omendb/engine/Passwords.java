package omendb.engine;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// Password verifiers in PostgreSQL's form `SCRAM-SHA-256$iterations:salt$StoredKey:ServerKey` (RFC
/// 5802, RFC 7677). Passwords themselves are never kept.
public final class Passwords {
  private static final String PREFIX = "SCRAM-SHA-256$";
  private static final int ITERATIONS = 4096;
  private static final int SALT_BYTES = 16;
  private static final SecureRandom RANDOM = new SecureRandom();

  private Passwords() {}

  static boolean isVerifier(String text) {
    return text.startsWith(PREFIX) && text.split("[$:]").length == 5;
  }

  /// A verifier of the password under a new salt.
  static String verifier(String password) {
    byte[] salt = new byte[SALT_BYTES];
    RANDOM.nextBytes(salt);
    return verifier(password, salt, ITERATIONS);
  }

  private static String verifier(String password, byte[] salt, int iterations) {
    byte[] salted = salted(password, salt, iterations);
    Base64.Encoder base64 = Base64.getEncoder();
    return PREFIX
        + iterations
        + ":"
        + base64.encodeToString(salt)
        + "$"
        + base64.encodeToString(sha256(hmac(salted, "Client Key")))
        + ":"
        + base64.encodeToString(hmac(salted, "Server Key"));
  }

  /// True when the password is the verifier's; for doors that get the password itself.
  public static boolean matches(String password, @Nullable String verifier) {
    if (verifier == null || !isVerifier(verifier)) {
      return false;
    }
    String[] parts = verifier.split("[$:]");
    String own =
        verifier(password, Base64.getDecoder().decode(parts[2]), Integer.parseInt(parts[1]));
    return MessageDigest.isEqual(
        own.getBytes(StandardCharsets.UTF_8), verifier.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] salted(String password, byte[] salt, int iterations) {
    try {
      return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
          .generateSecret(new PBEKeySpec(password.toCharArray(), salt, iterations, 256))
          .getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
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
}
