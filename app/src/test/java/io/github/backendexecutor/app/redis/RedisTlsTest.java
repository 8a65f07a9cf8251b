package io.github.backendexecutor.app.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisException;

/// The server's certificate bears the names `localhost` and `redis.example`, and no IP address.
class RedisTlsTest {
  private static final String TRUST_STORE = "javax.net.ssl.trustStore";
  private static final char[] PASSWORD = "changeit".toCharArray();

  @TempDir static Path folder;
  private static RedisServers servers;
  private static int port;

  @BeforeAll
  static void startServer() throws Exception {
    Path store = folder.resolve("store.p12");
    makeCertificate(store);
    System.setProperty(TRUST_STORE, store.toString());
    System.setProperty(TRUST_STORE + "Password", new String(PASSWORD));
    servers = new RedisServers(folder);
    port = RedisServers.freePort();
    servers.start(
        "tls",
        "--port",
        "0",
        "--tls-port",
        String.valueOf(port),
        "--tls-auth-clients",
        "no",
        "--tls-cert-file",
        folder.resolve("cert.pem").toString(),
        "--tls-key-file",
        folder.resolve("key.pem").toString(),
        "--tls-ca-cert-file",
        folder.resolve("cert.pem").toString());
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptionsInstanceOf(JedisException.class)
        .until(() -> ping("localhost:" + port + ",ssl=true").equals("PONG"));
  }

  @AfterAll
  static void stopServer() {
    System.clearProperty(TRUST_STORE);
    System.clearProperty(TRUST_STORE + "Password");
    servers.close();
  }

  @Test
  void either_form_connects_to_the_name_in_the_certificate() {
    assertThat(ping("localhost:" + port + ",ssl=true,sslProtocols=Tls13")).isEqualTo("PONG");
    assertThat(ping("localhost:" + port + ",ssl=true,sslProtocols=Tls12")).isEqualTo("PONG");
    assertThat(ping("rediss://localhost:" + port)).isEqualTo("PONG");
  }

  @Test
  void another_name_is_refused_unless_sslHost_names_the_one_in_the_certificate() {
    assertThatExceptionOfType(JedisException.class)
        .isThrownBy(() -> ping("127.0.0.1:" + port + ",ssl=true"))
        .satisfies(e -> assertThat(e).hasStackTraceContaining("No subject alternative names"));
    assertThatExceptionOfType(JedisException.class)
        .isThrownBy(() -> ping("127.0.0.1:" + port + ",ssl=true,sslHost=other.example"))
        .satisfies(e -> assertThat(e).hasStackTraceContaining("No subject alternative names"));
    assertThat(ping("127.0.0.1:" + port + ",ssl=true,sslHost=redis.example")).isEqualTo("PONG");
    assertThat(ping("rediss://127.0.0.1:" + port + "?sslHost=redis.example")).isEqualTo("PONG");
  }

  @Test
  void a_certificate_of_nobody_we_trust_is_refused() {
    String own = System.clearProperty(TRUST_STORE);
    try {
      assertThatExceptionOfType(JedisException.class)
          .isThrownBy(() -> ping("localhost:" + port + ",ssl=true"))
          .satisfies(e -> assertThat(e).hasStackTraceContaining("PKIX path building failed"));
    } finally {
      System.setProperty(TRUST_STORE, own);
    }
  }

  private static String ping(String address) {
    try (UnifiedJedis jedis = RedisConnections.open(RedisAddress.parse(address), "test", 1)) {
      return jedis.ping();
    }
  }

  private static void makeCertificate(Path store) throws Exception {
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "redis",
                "-keyalg",
                "RSA",
                "-dname",
                "CN=test",
                "-ext",
                "san=dns:localhost,dns:redis.example",
                "-validity",
                "2",
                "-keystore",
                store.toString(),
                "-storepass",
                new String(PASSWORD))
            .inheritIO()
            .start();
    assertThat(keytool.waitFor()).isZero();
    KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD);
    pem("cert.pem", "CERTIFICATE", keys.getCertificate("redis").getEncoded());
    pem("key.pem", "PRIVATE KEY", keys.getKey("redis", PASSWORD).getEncoded());
    keys.setCertificateEntry("trusted", keys.getCertificate("redis"));
    keys.deleteEntry("redis");
    try (var out = Files.newOutputStream(store)) {
      keys.store(out, PASSWORD);
    }
  }

  private static void pem(String file, String what, byte[] content) throws Exception {
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    Files.writeString(
        folder.resolve(file),
        "-----BEGIN " + what + "-----\n" + base64 + "\n-----END " + what + "-----\n");
  }
}
