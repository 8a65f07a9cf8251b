package io.github.backendexecutor.app.api.gate;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.coyote.AbstractProcessor;
import org.apache.coyote.Constants;
import org.apache.coyote.Request;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;

/// Tomcat's HTTP, where the head of a request has to arrive within half a minute. Tomcat's own
/// timeout begins anew with each byte, so that a client that sends one now and then could keep a
/// connection for ever, and a few thousand of them all there are. Made by Tomcat, by its name.
public final class HeadDeadline extends Http11NioProtocol {
  /// A head that was there at a look is complete at the next.
  private static final long SECONDS_A_LOOK = 15;

  private Map<SocketWrapperBase<?>, Long> before = Map.of();

  @Override
  public void start() throws Exception {
    super.start();
    // it ends with the server
    var _ =
        getUtilityExecutor()
            .scheduleWithFixedDelay(this::look, SECONDS_A_LOOK, SECONDS_A_LOOK, TimeUnit.SECONDS);
  }

  private void look() {
    Map<SocketWrapperBase<?>, Long> now = new HashMap<>();
    for (SocketWrapperBase<NioChannel> connection : getEndpoint().getConnections()) {
      long begun = headBegun(connection);
      if (begun > 0) {
        if (Long.valueOf(begun).equals(before.get(connection))) {
          connection.processSocket(SocketEvent.ERROR, true); // as a timeout of Tomcat's does
        }
        now.put(connection, begun);
      }
    }
    before = now;
  }

  /// When the first byte of the head came that is still being read; 0: none is. Between two reads
  /// of a head Tomcat says that the request has ended, as of one that is answered later.
  private static long headBegun(SocketWrapperBase<NioChannel> connection) {
    if (!(connection.getCurrentProcessor() instanceof AbstractProcessor processor)
        || processor.isAsync()) {
      return 0;
    }
    Request request = processor.getRequest();
    int stage = request.getRequestProcessor().getStage();
    return stage == Constants.STAGE_PARSE || stage == Constants.STAGE_ENDED
        ? request.getStartTimeNanos()
        : 0;
  }
}
