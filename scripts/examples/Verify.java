import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

public final class Verify {
  private static final long TOLERANCE_S = 300;

  /** Whether a notification is the platform's; body as it came, now in seconds since 1970. */
  public static boolean verified(
      String secret, byte[] body, String id, String timestamp, String signatures, long now)
      throws GeneralSecurityException {
    if (!timestamp.matches("[0-9]{1,12}")) return false;
    if (Math.abs(now - Long.parseLong(timestamp)) > TOLERANCE_S) return false;
    byte[] key = Base64.getDecoder().decode(secret.replaceFirst("^whsec_", ""));
    ByteArrayOutputStream signed = new ByteArrayOutputStream();
    signed.writeBytes((id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8));
    signed.writeBytes(body);
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    String digest = Base64.getEncoder().encodeToString(mac.doFinal(signed.toByteArray()));
    byte[] expected = ("v1," + digest).getBytes(StandardCharsets.UTF_8);
    boolean fits = false;
    for (String signature : signatures.split(" "))
      fits |= MessageDigest.isEqual(expected, signature.getBytes(StandardCharsets.UTF_8));
    return fits;
  }
}
