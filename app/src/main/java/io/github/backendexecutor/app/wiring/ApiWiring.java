package io.github.backendexecutor.app.wiring;

import io.github.backendexecutor.app.api.ActionRoutes;
import io.github.backendexecutor.app.api.ApiErrors;
import io.github.backendexecutor.app.api.BulkRoutes;
import io.github.backendexecutor.app.api.CountRoutes;
import io.github.backendexecutor.app.api.DemoSocket;
import io.github.backendexecutor.app.api.EventJson;
import io.github.backendexecutor.app.api.EventLook;
import io.github.backendexecutor.app.api.EventRoutes;
import io.github.backendexecutor.app.api.Exam;
import io.github.backendexecutor.app.api.GroupRoutes;
import io.github.backendexecutor.app.api.Here;
import io.github.backendexecutor.app.api.JobRoutes;
import io.github.backendexecutor.app.api.JsonAnswers;
import io.github.backendexecutor.app.api.Nudge;
import io.github.backendexecutor.app.api.Operations;
import io.github.backendexecutor.app.api.Overviews;
import io.github.backendexecutor.app.api.QueuedJobs;
import io.github.backendexecutor.app.api.Queues;
import io.github.backendexecutor.app.api.RoleBoard;
import io.github.backendexecutor.app.api.Secrets;
import io.github.backendexecutor.app.api.SessionRoutes;
import io.github.backendexecutor.app.api.Situation;
import io.github.backendexecutor.app.api.SteerRoutes;
import io.github.backendexecutor.app.api.Submitting;
import io.github.backendexecutor.app.config.ExecutorConfig;
import io.github.backendexecutor.app.push.EventArgument;
import io.github.backendexecutor.app.redis.QueueLook;
import io.github.backendexecutor.app.redis.RedisMembership;
import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.signalr.protocol.Json;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.http.converter.HttpMessageConverters;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import redis.clients.jedis.exceptions.JedisException;

/// The HTTP API, plugged into the database, the streams and the executor. Its routes and what they
/// share are made by Spring, by the types of their constructors.
@Configuration(proxyBeanMethods = false)
@Import({
  ActionRoutes.class,
  ApiErrors.class,
  BulkRoutes.class,
  CountRoutes.class,
  DemoSocket.class,
  EventLook.class,
  EventRoutes.class,
  GroupRoutes.class,
  JobRoutes.class,
  Operations.class,
  Overviews.class,
  QueuedJobs.class,
  RoleBoard.class,
  SessionRoutes.class,
  Situation.class,
  SteerRoutes.class,
  Submitting.class
})
class ApiWiring {
  @Bean
  Here here(InstanceId id, ExecutorConfig config, ServiceLifecycle lifecycle) {
    return new ThisInstance(id, config, lifecycle);
  }

  @Bean
  Queues queues(Servers servers, ExecutorConfig config) {
    QueueLook look = new QueueLook(servers.quickRedis(), config.group());
    return new StreamQueues(look, Parts.streams(config));
  }

  /// Redis may be away; whoever is to be nudged looks a little later by itself.
  @Bean
  Nudge nudge(Servers servers, ExecutorConfig config) {
    return () -> {
      try {
        RedisMembership.nudge(servers.quickRedis(), config.group());
      } catch (JedisException e) {
        LoggerFactory.getLogger(ApiWiring.class).debug("no nudge", e);
      }
    };
  }

  @Bean
  Exam exam(ExecutorConfig config) {
    return new DeskExam(config);
  }

  @Bean
  EventJson eventJson() {
    return event -> Json.text(EventArgument.of(event));
  }

  @Bean
  ApiLifecycle apiLifecycle(EventRoutes events) {
    return new ApiLifecycle(events);
  }

  @Bean
  ActionRoutes.Surroundings surroundings(Situation situation, Nudge nudge, ExecutorConfig config) {
    return new ActionRoutes.Surroundings(situation, nudge, config.maxEntryBytes());
  }

  /// All answers are ours; nothing else of the framework writes or reads bodies.
  @Bean
  WebMvcConfigurer converters(Secrets secrets) {
    return new WebMvcConfigurer() {
      @Override
      public void configureMessageConverters(HttpMessageConverters.ServerBuilder builder) {
        builder.addCustomConverter(new JsonAnswers(secrets));
      }
    };
  }
}
