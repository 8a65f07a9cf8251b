package io.github.backendexecutor.signalr.transport;

import io.github.backendexecutor.signalr.hub.HubClock;
import io.github.backendexecutor.signalr.hub.HubUser;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// Makes connection ids, which are public, and the secret tokens that let their holder start one. A
/// token carries its id and its time under a signature that also covers the user, so nothing is
/// remembered between the negotiation and the connection, any instance with the same key can take
/// the client in, and a token is of no use to another user.
public final class ConnectionTokens {
  private static final int ID_BYTES = 16;
  private static final int SIGNED_BYTES = 1 + ID_BYTES + Long.BYTES;
  private static final int SIGNATURE_BYTES = 32;
  private static final int LEAST_KEY_BYTES = 32;
  private static final String ALGORITHM = "HmacSHA256";
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
  private static final SecureRandom RANDOM = new SecureRandom();

  private final SecretKeySpec key;
  private final HubClock clock;
  private final Duration validity;

  /// @param key at least 32 secret bytes, the same for all instances that share clients
  /// @param validity how long after the negotiation a connection may be started; long enough for
  ///   the clocks of the instances to differ
  public ConnectionTokens(byte[] key, Duration validity, HubClock clock) {
    if (key.length < LEAST_KEY_BYTES) {
      throw new IllegalArgumentException("the key of connection tokens needs 32 bytes or more");
    }
    this.key = new SecretKeySpec(key, ALGORITHM);
    this.clock = clock;
    this.validity = validity;
  }

  /// Tokens that only this process can read.
  public static ConnectionTokens ofThisProcess(HubClock clock) {
    byte[] key = new byte[LEAST_KEY_BYTES];
    RANDOM.nextBytes(key);
    return new ConnectionTokens(key, Duration.ofMinutes(1), clock);
  }

  /// What a negotiation gives out: the id that others may know, and what its holder shows.
  record Issued(String connectionId, String token) {}

  /// What a token says.
  ///
  /// @param fresh whether a connection may still be started with it
  record Ticket(String connectionId, boolean fresh) {}

  static String newId() {
    byte[] id = new byte[ID_BYTES];
    RANDOM.nextBytes(id);
    return ENCODER.encodeToString(id);
  }

  Duration validity() {
    return validity;
  }

  /// For a negotiation of this version. In version 0 there is no token beside the id: one text is
  /// both.
  Issued issue(int version, HubUser user) {
    byte[] id = new byte[ID_BYTES];
    RANDOM.nextBytes(id);
    byte[] signed =
        ByteBuffer.allocate(SIGNED_BYTES)
            .put((byte) version)
            .put(id)
            .putLong(clock.now().getEpochSecond())
            .array();
    String token =
        ENCODER.encodeToString(
            ByteBuffer.allocate(SIGNED_BYTES + SIGNATURE_BYTES)
                .put(signed)
                .put(sign(signed, user))
                .array());
    return new Issued(version == 0 ? token : ENCODER.encodeToString(id), token);
  }

  /// The ticket in this token, or null when it is not one of ours for this user.
  @Nullable Ticket read(String token, HubUser user) {
    byte[] bytes = decode(token);
    if (bytes.length != SIGNED_BYTES + SIGNATURE_BYTES) {
      return null;
    }
    byte[] signed = Arrays.copyOf(bytes, SIGNED_BYTES);
    byte[] signature = Arrays.copyOfRange(bytes, SIGNED_BYTES, bytes.length);
    if (!MessageDigest.isEqual(signature, sign(signed, user))) {
      return null;
    }
    ByteBuffer in = ByteBuffer.wrap(signed);
    int version = in.get();
    byte[] id = new byte[ID_BYTES];
    in.get(id);
    long age = Math.abs(clock.now().getEpochSecond() - in.getLong());
    String connectionId = version == 0 ? token : ENCODER.encodeToString(id);
    return new Ticket(connectionId, age <= validity.toSeconds());
  }

  private static byte[] decode(String token) {
    try {
      return Base64.getUrlDecoder().decode(token);
    } catch (IllegalArgumentException notBase64) {
      return new byte[0];
    }
  }

  private byte[] sign(byte[] bytes, HubUser user) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      if (user.id() != null) {
        mac.update((byte) 1); // so that a user without a name is not the same as no user
        mac.update(user.id().getBytes(StandardCharsets.UTF_8));
      }
      return mac.doFinal(bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, e);
    }
  }
}
