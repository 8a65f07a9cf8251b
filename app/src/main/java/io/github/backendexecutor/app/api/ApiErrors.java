package io.github.backendexecutor.app.api;

import io.github.backendexecutor.app.api.gate.BadBody;
import io.github.backendexecutor.app.api.gate.Problem;
import io.github.backendexecutor.app.api.gate.ProviderAway;
import io.github.backendexecutor.executor.spi.StoreUnavailable;
import io.github.backendexecutor.executor.spi.StreamUnavailable;
import jakarta.servlet.http.HttpServletRequest;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;

/// Every way in which a request can end badly, as a problem that says what to do. What nobody
/// foresaw is in the log, under the number that the caller gets.
@RestControllerAdvice
public final class ApiErrors {
  private static final Logger LOG = LoggerFactory.getLogger(ApiErrors.class);

  @ExceptionHandler
  ResponseEntity<Problem> invalid(Invalid e, HttpServletRequest request) {
    Problem problem = problem(400, String.valueOf(e.getMessage()), request);
    return answer(e.wrong().isEmpty() ? problem : problem.with(e.wrong()), null);
  }

  @ExceptionHandler
  ResponseEntity<Problem> notThere(NotThere e, HttpServletRequest request) {
    return answer(
        problem(e.status(), String.valueOf(e.getMessage()), request),
        e.status() == 503 ? "1" : null);
  }

  @ExceptionHandler
  ResponseEntity<Problem> databaseAway(StoreUnavailable e, HttpServletRequest request) {
    return away("the database", e, request);
  }

  @ExceptionHandler
  ResponseEntity<Problem> redisAway(StreamUnavailable e, HttpServletRequest request) {
    return away("Redis", e, request);
  }

  @ExceptionHandler
  ResponseEntity<Problem> providerAway(ProviderAway e, HttpServletRequest request) {
    return away("the OpenID Connect provider", e, request);
  }

  private static ResponseEntity<Problem> away(
      String what, RuntimeException e, HttpServletRequest request) {
    LOG.debug("{} cannot be used now", what, e);
    return answer(
        problem(
            503,
            what + " cannot be used now, the same call may work later: " + e.getMessage(),
            request),
        "5");
  }

  /// Whatever else: what the framework refuses says so itself, a body that could not be read has
  /// its reason within, and the rest is our fault.
  @ExceptionHandler
  @Nullable ResponseEntity<Problem> other(Exception e, HttpServletRequest request) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof BadBody body) {
        return answer(problem(body.status(), String.valueOf(body.getMessage()), request), null);
      }
    }
    if (e instanceof AsyncRequestNotUsableException) {
      return null; // nobody waits any more
    }
    if (e instanceof HttpMessageNotReadableException) {
      return answer(problem(400, "the body is missing, or cannot be read", request), null);
    }
    if (e instanceof ErrorResponse refused) {
      String detail = refused.getBody().getDetail();
      int status = refused.getStatusCode().value();
      return answer(problem(status, detail == null ? "refused" : detail, request), null);
    }
    String number = UUID.randomUUID().toString().substring(0, 8);
    LOG.error("request {} went wrong ({} {})", number, request.getMethod(), path(request), e);
    return answer(
        problem(500, "this went wrong here; see " + number + " in the log", request), null);
  }

  private static String path(HttpServletRequest request) {
    return request.getRequestURI().replaceAll("[^ -~]", "?");
  }

  private static Problem problem(int status, String detail, HttpServletRequest request) {
    return Problem.of(status, detail, request.getRequestURI());
  }

  private static ResponseEntity<Problem> answer(Problem problem, @Nullable String retryAfter) {
    var builder = ResponseEntity.status(problem.status());
    if (retryAfter != null) {
      builder.header(HttpHeaders.RETRY_AFTER, retryAfter);
    }
    return builder.body(problem);
  }
}
