package io.github.backendexecutor.app.api;

import io.github.backendexecutor.app.api.gate.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.HttpOutputMessage;
import org.springframework.http.MediaType;
import org.springframework.http.converter.AbstractHttpMessageConverter;
import org.springframework.http.converter.HttpMessageNotReadableException;
import tools.jackson.core.JacksonException;

/// Reads the bodies of requests and writes every answer of the API: no secret of the configuration
/// leaves through here, wherever in an answer it was.
public final class JsonAnswers extends AbstractHttpMessageConverter<Object> {
  private final Secrets secrets;

  public JsonAnswers(Secrets secrets) {
    super(MediaType.APPLICATION_JSON, MediaType.APPLICATION_PROBLEM_JSON);
    this.secrets = secrets;
  }

  @Override
  protected boolean supports(Class<?> type) {
    return type.getPackageName().startsWith(JsonAnswers.class.getPackageName());
  }

  @Override
  public List<MediaType> getSupportedMediaTypes(Class<?> type) {
    return type.equals(Problem.class)
        ? List.of(MediaType.APPLICATION_PROBLEM_JSON)
        : List.of(MediaType.APPLICATION_JSON);
  }

  @Override
  protected Object readInternal(Class<?> type, HttpInputMessage message) throws IOException {
    if (!type.equals(Body.class)) {
      throw new HttpMessageNotReadableException("not a body", message);
    }
    try (InputStream in = message.getBody()) {
      byte[] bytes = in.readAllBytes();
      return bytes.length == 0 ? Body.empty() : Body.of(ApiJson.MAPPER.readTree(bytes));
    } catch (JacksonException e) {
      throw Invalid.json(e);
    }
  }

  @Override
  protected void writeInternal(Object value, HttpOutputMessage message) throws IOException {
    String text = secrets.mask(ApiJson.MAPPER.writeValueAsString(value));
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    message.getHeaders().setContentLength(bytes.length);
    message.getBody().write(bytes);
  }
}
