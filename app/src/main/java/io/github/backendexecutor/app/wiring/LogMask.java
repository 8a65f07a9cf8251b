package io.github.backendexecutor.app.wiring;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.EncoderBase;
import io.github.backendexecutor.app.api.Secrets;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import org.slf4j.LoggerFactory;

/// Takes the secrets of the configuration out of every line of the log, whoever writes it and in
/// whichever format: a message of a driver or a stack trace may have one.
final class LogMask extends EncoderBase<ILoggingEvent> {
  private final Encoder<ILoggingEvent> inner;
  private final Secrets secrets;

  private LogMask(Encoder<ILoggingEvent> inner, Secrets secrets) {
    this.inner = inner;
    this.secrets = secrets;
  }

  /// To be called when logging is set up, and before anybody connects to anything.
  static void install(Secrets secrets) {
    if (LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME) instanceof Logger root) {
      for (Iterator<Appender<ILoggingEvent>> all = root.iteratorForAppenders(); all.hasNext(); ) {
        if (all.next() instanceof OutputStreamAppender<ILoggingEvent> appender) {
          cover(appender, secrets);
        }
      }
    }
  }

  private static void cover(OutputStreamAppender<ILoggingEvent> appender, Secrets secrets) {
    Encoder<ILoggingEvent> encoder = appender.getEncoder();
    LogMask mask = new LogMask(encoder instanceof LogMask old ? old.inner : encoder, secrets);
    mask.setContext(appender.getContext());
    mask.start();
    appender.setEncoder(mask);
  }

  @Override
  public byte[] headerBytes() {
    return inner.headerBytes();
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    String line = new String(inner.encode(event), StandardCharsets.UTF_8);
    return secrets.mask(line).getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public byte[] footerBytes() {
    return inner.footerBytes();
  }
}
