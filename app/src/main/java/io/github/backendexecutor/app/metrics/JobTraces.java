package io.github.backendexecutor.app.metrics;

import io.github.backendexecutor.executor.job.Ending;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.JobState;
import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.job.Run;
import io.github.backendexecutor.executor.spi.Clock;
import io.github.backendexecutor.executor.spi.Observer;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Makes a span of each run of a job, below the span of its producer, and spans of its stages below
/// that. What the runner does hangs below the stage in which it runs. An entry that starts nothing
/// here leaves no span.
final class JobTraces implements Observer {
  private static final String TRACEPARENT = "traceparent";

  private final Tracer tracer;
  private final Clock clock;

  JobTraces(Tracer tracer, Clock clock) {
    this.tracer = tracer;
    this.clock = clock;
  }

  @Override
  public Story begins(Role role, JobId id, @Nullable String traceparent) {
    return new Traced(role, id, producer(traceparent), clock.now());
  }

  /// What is no trace context is none.
  private static Context producer(@Nullable String traceparent) {
    return traceparent == null
        ? Context.root()
        : W3CTraceContextPropagator.getInstance()
            .extract(Context.root(), traceparent, OneHeader.GETTER);
  }

  private final class Traced implements Story {
    private final Role role;
    private final JobId id;
    private final Context producer;
    private final Instant begin;
    private @Nullable Instant begun;
    private volatile @Nullable Span job;

    Traced(Role role, JobId id, Context producer, Instant begin) {
      this.role = role;
      this.id = id;
      this.producer = producer;
      this.begin = begin;
    }

    @Override
    public Stay enter(Stage stage) {
      Span above = job;
      if (above == null) {
        return new Early(this);
      }
      String name = stage.name().toLowerCase(Locale.ROOT);
      return new Open(tracer.spanBuilder(name).setParent(Context.root().with(above)).startSpan());
    }

    @Override
    public void started(Run run) {
      Span span =
          tracer
              .spanBuilder("job " + role)
              .setParent(producer)
              .setSpanKind(SpanKind.CONSUMER)
              .setStartTimestamp(begin)
              .setAttribute("job.id", id.value())
              .setAttribute("job.role", role.name())
              .setAttribute("job.workflow", run.job().workflowId())
              .setAttribute("job.attempt", run.attempt())
              .startSpan();
      job = span;
      if (begun != null) {
        tracer
            .spanBuilder("begin")
            .setParent(Context.root().with(span))
            .setStartTimestamp(begin)
            .startSpan()
            .end(begun);
      }
    }

    @Override
    public void ended(Ending ending) {
      Span span = job;
      if (span != null) {
        JobState state = ending.verdict().state();
        span.setAttribute("job.outcome", state.word());
        if (state == JobState.FAILED || state == JobState.RETRY_WAIT) {
          span.setStatus(StatusCode.ERROR);
        }
      }
    }

    @Override
    public @Nullable String traceId() {
      Span span = job;
      return span == null ? null : span.getSpanContext().getTraceId();
    }

    @Override
    public void close() {
      Span span = job;
      if (span != null) {
        span.end();
      }
    }

    private void hasBegun() {
      begun = clock.now();
    }
  }

  /// The question for the right to run, of which nobody knows yet whether it makes a span.
  private record Early(Traced story) implements Stay {
    @Override
    public @Nullable String traceparent() {
      return null;
    }

    @Override
    public void close() {
      story.hasBegun();
    }
  }

  private record Open(Span span) implements Stay {
    @Override
    public String traceparent() {
      var context = span.getSpanContext();
      return "00-"
          + context.getTraceId()
          + "-"
          + context.getSpanId()
          + "-"
          + context.getTraceFlags().asHex();
    }

    @Override
    public void close() {
      span.end();
    }
  }

  /// A carrier of this one header alone.
  private enum OneHeader implements TextMapGetter<String> {
    GETTER;

    @Override
    public Iterable<String> keys(String carrier) {
      return List.of(TRACEPARENT);
    }

    @Override
    public @Nullable String get(@Nullable String carrier, String key) {
      return key.equals(TRACEPARENT) ? carrier : null;
    }
  }
}
