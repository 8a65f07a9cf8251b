package io.github.backendexecutor.app.api.gate;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.RemoteKeySourceException;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.github.backendexecutor.app.api.gate.Caller.How;
import java.io.IOException;
import java.net.URI;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Tokens of an OpenID Connect provider: signed by one of its keys, made out for us, and not
/// expired. Its address and its keys are asked for when the first token comes, kept, and asked for
/// again when a key is not known, now and then.
public final class OpenId {
  private static final Pattern SIGNED = Pattern.compile("[\\w-]+\\.[\\w-]+\\.[\\w-]+");
  private static final int MILLIS = 5_000;
  private static final int MAX_BYTES = 512 * 1024;

  private final String issuer;
  private final String audience;
  private final String rolesClaim;
  private @Nullable DefaultJWTProcessor<SecurityContext> processor;

  /// Asks nothing yet.
  public OpenId(String issuer, String audience, String rolesClaim) {
    this.issuer = issuer;
    this.audience = audience;
    this.rolesClaim = rolesClaim;
  }

  /// Whose token it is; null when it is none that holds, or says nothing of what they may do.
  @Nullable Caller caller(String token) {
    if (!SIGNED.matcher(token).matches()) {
      return null;
    }
    try {
      JWTClaimsSet claims = processor().process(token, null);
      Level level = level(claims);
      Date expiry = claims.getExpirationTime();
      return level == null
          ? null
          : new Caller(name(claims), level, How.OIDC, expiry == null ? null : expiry.toInstant());
    } catch (RemoteKeySourceException e) {
      throw new ProviderAway("the keys of " + issuer + " cannot be had: " + e.getMessage(), e);
    } catch (ParseException | BadJOSEException | JOSEException _) {
      return null;
    }
  }

  private static String name(JWTClaimsSet claims) {
    Object name = claims.getClaim("preferred_username");
    return name instanceof String text && !text.isBlank() ? text : claims.getSubject();
  }

  /// The highest of its roles that we know.
  private @Nullable Level level(JWTClaimsSet claims) {
    Object value = claims.getClaims();
    for (String step : rolesClaim.split("\\.", -1)) {
      value = value instanceof Map<?, ?> map ? map.get(step) : null;
    }
    Collection<?> words =
        value instanceof Collection<?> many
            ? many
            : value instanceof String text ? List.of(text.split("\\s+", -1)) : List.of();
    Level highest = null;
    for (Level level : Level.values()) {
      if (words.stream().anyMatch(word -> isWord(word, level))) {
        highest = level;
      }
    }
    return highest;
  }

  private static boolean isWord(@Nullable Object word, Level level) {
    return word instanceof String text && text.toLowerCase(Locale.ROOT).equals(level.word());
  }

  private synchronized DefaultJWTProcessor<SecurityContext> processor() {
    if (processor == null) {
      JWKSource<SecurityContext> keys = discover();
      DefaultJWTProcessor<SecurityContext> made = new DefaultJWTProcessor<>();
      made.setJWSTypeVerifier(
          new DefaultJOSEObjectTypeVerifier<>(
              JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
      Set<JWSAlgorithm> algorithms = new LinkedHashSet<>(JWSAlgorithm.Family.RSA);
      algorithms.addAll(JWSAlgorithm.Family.EC);
      made.setJWSKeySelector(new JWSVerificationKeySelector<>(algorithms, keys));
      made.setJWTClaimsSetVerifier(
          new DefaultJWTClaimsVerifier<>(
              audience, new JWTClaimsSet.Builder().issuer(issuer).build(), Set.of("sub", "exp")));
      processor = made;
    }
    return processor;
  }

  private JWKSource<SecurityContext> discover() {
    DefaultResourceRetriever http = new DefaultResourceRetriever(MILLIS, MILLIS, MAX_BYTES);
    String address = issuer.replaceFirst("/$", "") + "/.well-known/openid-configuration";
    try {
      String text = http.retrieveResource(URI.create(address).toURL()).getContent();
      JsonNode told = new JsonMapper().readTree(text);
      List<String> wrong = new ArrayList<>();
      if (!told.path("issuer").asString("").equals(issuer)) {
        wrong.add("it is of another issuer");
      }
      URI keys = URI.create(told.path("jwks_uri").asString(""));
      if (!"https".equals(keys.getScheme()) && issuer.startsWith("https:")) {
        wrong.add("its keys are not at an https address");
      }
      if (!wrong.isEmpty()) {
        throw new IOException(String.join(", ", wrong));
      }
      return JWKSourceBuilder.<SecurityContext>create(keys.toURL(), http).retrying(true).build();
    } catch (IOException | JacksonException | IllegalArgumentException e) {
      throw new ProviderAway(address + " cannot be used: " + e.getMessage(), e);
    }
  }
}
