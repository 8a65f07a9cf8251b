package io.github.backendexecutor.app.api.gate;

import io.github.backendexecutor.executor.spi.Clock;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// A request whose body ends in an exception when it is too long or too slow.
final class BoundedRequest extends HttpServletRequestWrapper {
  private static final Duration LONGEST = Duration.ofSeconds(30);

  private final int max;
  private final Clock clock;

  /// @param max bytes
  BoundedRequest(HttpServletRequest request, int max, Clock clock) {
    super(request);
    this.max = max;
    this.clock = clock;
  }

  @Override
  public ServletInputStream getInputStream() throws IOException {
    return new Bounded(super.getInputStream());
  }

  @Override
  public BufferedReader getReader() throws IOException {
    return new BufferedReader(new InputStreamReader(getInputStream(), StandardCharsets.UTF_8));
  }

  private final class Bounded extends ServletInputStream {
    private final ServletInputStream in;
    private final long since = clock.nanos();
    private long read;

    Bounded(ServletInputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
      int count = in.read(to, offset, length);
      read += Math.max(count, 0);
      if (read > max) {
        throw BadBody.tooLarge(max);
      }
      if (clock.nanos() - since > LONGEST.toNanos()) {
        throw BadBody.tooSlow(LONGEST);
      }
      return count;
    }

    @Override
    public boolean isFinished() {
      return in.isFinished();
    }

    @Override
    public boolean isReady() {
      return in.isReady();
    }

    @Override
    public void setReadListener(ReadListener listener) {
      in.setReadListener(listener);
    }
  }
}
