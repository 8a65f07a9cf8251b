package io.github.backendexecutor.app.push;

import io.github.backendexecutor.executor.spi.Clock;
import io.github.backendexecutor.signalr.protocol.Json;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Makes the tokens that Azure SignalR Service asks for: a signed statement for which address they
/// are, and until when.
record AzureToken(String accessKey, Clock clock) {
  private static final Duration VALID = Duration.ofMinutes(10);
  private static final String ALGORITHM = "HmacSHA256";
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

  /// @param url of the request, without its query
  String forUrl(String url) {
    long now = clock.now().getEpochSecond();
    Map<String, Object> head = new LinkedHashMap<>();
    head.put("alg", "HS256");
    head.put("typ", "JWT");
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("aud", url);
    claims.put("iat", now);
    claims.put("exp", now + VALID.toSeconds());
    String signed = encoded(Json.text(head)) + "." + encoded(Json.text(claims));
    return signed + "." + ENCODER.encodeToString(sign(signed));
  }

  private byte[] sign(String text) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(accessKey.getBytes(StandardCharsets.UTF_8), ALGORITHM));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, e);
    }
  }

  private static String encoded(String text) {
    return ENCODER.encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /// Without the key.
  @Override
  public String toString() {
    return "AzureToken";
  }
}
