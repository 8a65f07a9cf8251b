package io.github.backendexecutor.app.api.gate;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.coyote.ActionCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/// What the server itself has to say of a request that reached nobody: the same form as all other
/// errors, and nothing about the server. Made by Tomcat, by its name.
public final class ProblemValve extends ErrorReportValve {
  private static final Logger LOG = LoggerFactory.getLogger(ProblemValve.class);
  private static final JsonMapper JSON = new JsonMapper();

  @Override
  protected void report(Request request, Response response, Throwable thrown) {
    int status = response.getStatus();
    if (status < 400
        || response.getContentWritten() > 0
        || !response.setErrorReported()
        || !isWritable(response)) {
      return;
    }
    String detail =
        status < 500 ? "the request cannot be understood" : "this went wrong here; the log has why";
    String path = request.getRequestURI();
    Problem problem = Problem.of(status, detail, path == null ? "" : path);
    try {
      response.setContentType(Problem.MEDIA_TYPE);
      response
          .getOutputStream()
          .write(JSON.writeValueAsString(problem).getBytes(StandardCharsets.UTF_8));
      response.finishResponse();
    } catch (IOException | IllegalStateException e) {
      LOG.debug("nobody waits for the answer", e);
    }
  }

  private static boolean isWritable(Response response) {
    AtomicBoolean result = new AtomicBoolean();
    response.getCoyoteResponse().action(ActionCode.IS_IO_ALLOWED, result);
    return result.get();
  }
}
