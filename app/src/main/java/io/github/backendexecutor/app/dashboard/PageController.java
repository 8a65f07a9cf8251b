package io.github.backendexecutor.app.dashboard;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.server.ResponseStatusException;

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
  ResponseEntity<byte[]> page(HttpServletRequest request, HttpServletResponse response) {
    return answer(assets.page(), CacheControl.noCache(), request, response);
  }

  /// A page of another release may still ask for its files: it gets ours, and does not keep them.
  @GetMapping("/assets/{version}/{*name}")
  ResponseEntity<byte[]> file(
      @PathVariable("version") String version,
      @PathVariable("name") String name,
      HttpServletRequest request,
      HttpServletResponse response) {
    CacheControl caching =
        version.equals(assets.version())
            ? CacheControl.maxAge(FOR_GOOD).cachePublic().immutable()
            : CacheControl.noCache();
    return assets
        .file(name.isEmpty() ? name : name.substring(1))
        .map(file -> answer(file, caching, request, response))
        .orElseThrow(
            () -> new ResponseStatusException(HttpStatus.NOT_FOUND, "the pages have no such file"));
  }

  /// Headers that the gate has set for all answers are replaced: of two policies both would hold.
  private ResponseEntity<byte[]> answer(
      Asset asset, CacheControl caching, HttpServletRequest request, HttpServletResponse response) {
    response.setHeader("Content-Security-Policy", assets.policy());
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Referrer-Policy", "no-referrer");
    response.setHeader(HttpHeaders.CACHE_CONTROL, caching.getHeaderValue());
    ResponseEntity.BodyBuilder answer =
        ResponseEntity.ok()
            .eTag("W/\"" + asset.digest() + "\"")
            .header(HttpHeaders.CONTENT_TYPE, asset.type())
            .header(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
    String encodings = request.getHeader(HttpHeaders.ACCEPT_ENCODING);
    return encodings != null && encodings.contains("gzip")
        ? answer.header(HttpHeaders.CONTENT_ENCODING, "gzip").body(asset.packed())
        : answer.body(asset.plain());
  }
}
