package io.github.backendexecutor.app.dashboard;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/// A file for the browser, kept in memory as it goes over the wire: as it is, and packed.
final class Asset {
  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html;charset=UTF-8",
          "css", "text/css;charset=UTF-8",
          "js", "text/javascript;charset=UTF-8",
          "svg", "image/svg+xml");

  private final String type;
  private final byte[] plain;
  private final byte[] packed;

  /// @param name decides the type by its ending; one that is not known here is a mistake of ours
  Asset(String name, byte[] content) {
    String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    String known = TYPES.get(ending);
    if (known == null) {
      throw new IllegalStateException("no content type is known for " + name);
    }
    this.type = known;
    this.plain = content.clone();
    this.packed = pack(content);
  }

  String type() {
    return type;
  }

  byte[] plain() {
    return plain.clone();
  }

  byte[] packed() {
    return packed.clone();
  }

  /// Names this content, for caches.
  String digest() {
    return HexFormat.of().formatHex(sha256(plain), 0, 8);
  }

  /// The hash by which a content security policy allows this text.
  static String policyHash(byte[] text) {
    return "sha256-" + Base64.getEncoder().encodeToString(sha256(text));
  }

  static byte[] sha256(byte[] content) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(content);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static byte[] pack(byte[] content) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }
}
