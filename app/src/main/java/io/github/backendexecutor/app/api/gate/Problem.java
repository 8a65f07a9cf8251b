package io.github.backendexecutor.app.api.gate;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Why a request was refused, as RFC 9457 has it.
///
/// @param instance the path of the request
/// @param errors what is wrong with which field; null: it is not about fields
public record Problem(
    String type,
    String title,
    int status,
    String detail,
    String instance,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<Wrong> errors) {
  public static final String MEDIA_TYPE = "application/problem+json";

  /// One field that is wrong.
  ///
  /// @param field its name in the body or the query
  public record Wrong(String field, String message) {}

  public static Problem of(int status, String detail, String instance) {
    return new Problem("about:blank", title(status), status, detail, instance, null);
  }

  public Problem with(List<Wrong> wrong) {
    return new Problem(type, title, status, detail, instance, wrong);
  }

  private static String title(int status) {
    return switch (status) {
      case 400 -> "Bad Request";
      case 401 -> "Unauthorized";
      case 403 -> "Forbidden";
      case 404 -> "Not Found";
      case 405 -> "Method Not Allowed";
      case 406 -> "Not Acceptable";
      case 408 -> "Request Timeout";
      case 409 -> "Conflict";
      case 413 -> "Content Too Large";
      case 415 -> "Unsupported Media Type";
      case 422 -> "Unprocessable Content";
      case 429 -> "Too Many Requests";
      case 503 -> "Service Unavailable";
      default -> status < 500 ? "Refused" : "Internal Server Error";
    };
  }
}
