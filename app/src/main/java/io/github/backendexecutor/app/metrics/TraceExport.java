package io.github.backendexecutor.app.metrics;

import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.spi.Clock;
import io.github.backendexecutor.executor.spi.Observer;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Sends spans to a collector, by OTLP over HTTP. A collector that is away costs spans and nothing
/// else.
public final class TraceExport implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 5;

  private final SdkTracerProvider provider;
  private final Observer observer;

  /// @param endpoint the collector's address; `/v1/traces` is added
  /// @param headers what the collector wants to see
  public TraceExport(
      String endpoint,
      Map<String, String> headers,
      InstanceId instance,
      String version,
      Clock clock) {
    String base = endpoint.endsWith("/") ? endpoint : endpoint + "/";
    OtlpHttpSpanExporter exporter =
        OtlpHttpSpanExporter.builder()
            .setEndpoint(base + "v1/traces")
            .setHeaders(() -> headers)
            .build();
    provider =
        SdkTracerProvider.builder()
            .setResource(Resource.create(about(instance, version)))
            .addSpanProcessor(BatchSpanProcessor.builder(exporter).build())
            .build();
    observer = new JobTraces(provider.get("backend-executor"), clock);
  }

  private static Attributes about(InstanceId instance, String version) {
    return Attributes.of(
        AttributeKey.stringKey("service.name"),
        "backend-executor",
        AttributeKey.stringKey("service.version"),
        version,
        AttributeKey.stringKey("service.instance.id"),
        instance.value());
  }

  public Observer observer() {
    return observer;
  }

  /// Sends what is left, if the collector takes it soon.
  @Override
  public void close() {
    provider.shutdown().join(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }
}
