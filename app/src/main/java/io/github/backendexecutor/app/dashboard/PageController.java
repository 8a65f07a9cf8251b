package io.github.backendexecutor.app.dashboard;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;

/// Serves the pages. They hold no data, so they need no rights; the API asks for those.
@Controller
public final class PageController {
  private static final Duration FOR_GOOD = Duration.ofDays(365);

  private final Assets assets;

  public PageController(Assets assets) {
    this.assets = assets;
  }

  /// Each page has an address of its own, and all are the same file.
  @GetMapping({
    "/",
    "/jobs",
    "/job",
    "/workflows",
    "/workflow",
    "/failed",
    "/roles",
    "/instances",
    "/doctor",
    "/audit",
    "/login"
  })
  ResponseEntity<byte[]> page(
      @RequestHeader(name = HttpHeaders.ACCEPT_ENCODING, required = false)
          @Nullable String encodings) {
    return answer(assets.page(), CacheControl.noCache(), encodings);
  }

  /// A page of another release may still ask for its files: it gets ours, and does not keep them.
  @GetMapping("/assets/{version}/{*name}")
  ResponseEntity<byte[]> file(
      @PathVariable("version") String version,
      @PathVariable("name") String name,
      @RequestHeader(name = HttpHeaders.ACCEPT_ENCODING, required = false)
          @Nullable String encodings) {
    CacheControl caching =
        version.equals(assets.version())
            ? CacheControl.maxAge(FOR_GOOD).cachePublic().immutable()
            : CacheControl.noCache();
    return assets
        .file(name.substring(1))
        .map(file -> answer(file, caching, encodings))
        .orElseGet(() -> ResponseEntity.notFound().build());
  }

  private ResponseEntity<byte[]> answer(
      Asset asset, CacheControl caching, @Nullable String encodings) {
    boolean packed = encodings != null && encodings.contains("gzip");
    ResponseEntity.BodyBuilder answer =
        ResponseEntity.ok()
            .cacheControl(caching)
            .eTag("W/\"" + asset.digest() + "\"")
            .header(HttpHeaders.CONTENT_TYPE, asset.type())
            .header(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING)
            .header("Content-Security-Policy", assets.policy())
            .header("X-Content-Type-Options", "nosniff")
            .header("Referrer-Policy", "no-referrer");
    return packed
        ? answer.header(HttpHeaders.CONTENT_ENCODING, "gzip").body(asset.packed())
        : answer.body(asset.plain());
  }
}
