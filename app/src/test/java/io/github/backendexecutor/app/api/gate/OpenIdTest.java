package io.github.backendexecutor.app.api.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Tokens of a provider that is a real local server.
class OpenIdTest {
  private HttpServer server;
  private String issuer;
  private RSAKey key;
  private OpenId provider;

  @BeforeEach
  void start() throws Exception {
    key = new RSAKeyGenerator(2048).keyID("k1").generate();
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    issuer = "http://127.0.0.1:" + server.getAddress().getPort() + "/realm";
    answer(
        "/realm/.well-known/openid-configuration",
        "{\"issuer\":\"%s\",\"jwks_uri\":\"%s/keys\"}".formatted(issuer, issuer));
    answer("/realm/keys", new JWKSet(key.toPublicJWK()).toString());
    server.start();
    provider = new OpenId(issuer, "executor", "realm_access.roles");
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void answer(String path, String text) {
    server.createContext(
        path,
        exchange -> {
          byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().add("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, bytes.length);
          try (var body = exchange.getResponseBody()) {
            body.write(bytes);
          }
        });
  }

  private JWTClaimsSet.Builder claims() {
    return new JWTClaimsSet.Builder()
        .issuer(issuer)
        .audience("executor")
        .subject("u-1")
        .expirationTime(Date.from(Instant.now().plusSeconds(600)))
        .claim("realm_access", Map.of("roles", List.of("other", "Operator", "viewer")));
  }

  private String signed(RSAKey by, Consumer<JWTClaimsSet.Builder> change) throws Exception {
    JWTClaimsSet.Builder claims = claims();
    change.accept(claims);
    JWSHeader header =
        new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("k1").type(JOSEObjectType.JWT).build();
    SignedJWT token = new SignedJWT(header, claims.build());
    token.sign(new RSASSASigner(by));
    return token.serialize();
  }

  private @Nullable Caller with(Consumer<JWTClaimsSet.Builder> change) throws Exception {
    return provider.caller(signed(key, change));
  }

  @Test
  void a_token_says_who_it_is_and_the_highest_of_its_roles() throws Exception {
    Caller caller = Objects.requireNonNull(with(_ -> {}));
    assertThat(caller.name()).isEqualTo("u-1");
    assertThat(caller.level()).isEqualTo(Level.OPERATOR);
    assertThat(caller.how()).isEqualTo(Caller.How.OIDC);
    assertThat(caller.expiresAt()).isAfter(Instant.now());
    Caller named = Objects.requireNonNull(with(c -> c.claim("preferred_username", "ada")));
    assertThat(named.name()).isEqualTo("ada");
  }

  @Test
  void a_token_that_does_not_hold_lets_nobody_in() throws Exception {
    assertThat(with(c -> c.issuer("https://other.example"))).isNull();
    assertThat(with(c -> c.audience("another program"))).isNull();
    assertThat(with(c -> c.expirationTime(Date.from(Instant.now().minusSeconds(300))))).isNull();
    assertThat(with(c -> c.expirationTime(null))).isNull();
    assertThat(with(c -> c.subject(null))).isNull();
    assertThat(with(c -> c.claim("realm_access", null))).isNull();
    assertThat(with(c -> c.claim("realm_access", Map.of("roles", List.of("root"))))).isNull();
    RSAKey other = new RSAKeyGenerator(2048).keyID("k1").generate();
    assertThat(provider.caller(signed(other, _ -> {}))).isNull();
    String token = signed(key, _ -> {});
    assertThat(provider.caller(token.substring(0, token.length() - 3) + "AAA")).isNull();
  }

  @Test
  void an_unsigned_token_or_one_signed_with_the_public_key_lets_nobody_in() throws Exception {
    assertThat(provider.caller(new PlainJWT(claims().build()).serialize() + "x")).isNull();
    assertThat(provider.caller(new PlainJWT(claims().build()).serialize())).isNull();
    SignedJWT forged = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims().build());
    forged.sign(new MACSigner(key.toRSAPublicKey().getEncoded()));
    assertThat(provider.caller(forged.serialize())).isNull();
  }

  @Test
  void roles_may_be_words_in_a_text() throws Exception {
    OpenId scopes = new OpenId(issuer, "executor", "scope");
    String token = signed(key, c -> c.claim("scope", "openid viewer"));
    assertThat(Objects.requireNonNull(scopes.caller(token)).level()).isEqualTo(Level.VIEWER);
  }

  @Test
  void a_provider_that_is_away_is_no_wrong_token() throws Exception {
    String token = signed(key, _ -> {});
    server.stop(0);
    assertThatThrownBy(() -> provider.caller(token)).isInstanceOf(ProviderAway.class);
  }

  @Test
  void a_provider_that_is_another_is_not_believed() throws IOException {
    answer("/evil/.well-known/openid-configuration", "{\"issuer\":\"x\",\"jwks_uri\":\"y\"}");
    OpenId evil = new OpenId(issuer.replace("/realm", "/evil"), "executor", "roles");
    assertThatThrownBy(() -> evil.caller("a.b.c"))
        .isInstanceOf(ProviderAway.class)
        .hasMessageContaining("another issuer");
  }
}
