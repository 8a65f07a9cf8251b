package io.github.backendexecutor.app.push;

import io.github.backendexecutor.signalr.transport.Exchange;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A request of the servlet container, for the hub. The query is taken apart here, because the
/// container's own way may read the body.
record ServletExchange(HttpServletRequest request, HttpServletResponse response)
    implements Exchange {
  @Override
  public String method() {
    return request.getMethod();
  }

  @Override
  public @Nullable String query(String name) {
    String query = request.getQueryString();
    if (query == null) {
      return null;
    }
    for (String pair : query.split("&", -1)) {
      if (pair.startsWith(name + "=")) {
        return decoded(pair.substring(name.length() + 1));
      }
    }
    return null;
  }

  private static @Nullable String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  @Override
  public @Nullable String header(String name) {
    return request.getHeader(name);
  }

  @Override
  public InputStream body() throws IOException {
    return request.getInputStream();
  }

  @Override
  public void answer(int status, Map<String, String> headers, byte[] body) throws IOException {
    headers.forEach(response::setHeader);
    response.setStatus(status);
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
    response.flushBuffer();
  }

  @Override
  public OutputStream stream(int status, Map<String, String> headers) throws IOException {
    headers.forEach(response::setHeader);
    response.setStatus(status);
    return response.getOutputStream();
  }
}
