# Backend Executor as an image. Base images are build arguments, so that a registry of one's own can serve them.
ARG BUILD_IMAGE=maven:3-eclipse-temurin-25
ARG RUN_IMAGE=eclipse-temurin:25-jre

FROM ${BUILD_IMAGE} AS build
WORKDIR /src
COPY . .
RUN mvn -B -q -Dmaven.test.skip=true package

FROM ${RUN_IMAGE}
RUN useradd --system --uid 10001 --user-group --home-dir /var/lib/executor --create-home executor
COPY executor /opt/executor/
COPY --from=build /src/app/target/backend-executor.jar /opt/executor/
COPY docs /opt/executor/docs
USER 10001:10001
WORKDIR /var/lib/executor
# the SQLite file and the results that wait for a database, unless DATABASE_URL names a server
VOLUME /var/lib/executor
ENV LANG=C.UTF-8 JAVA_OPTS="-XX:MaxRAMPercentage=70"
# no curl needed and no second JVM started: bash speaks enough HTTP
HEALTHCHECK --interval=15s --timeout=3s --start-period=30s --retries=3 \
  CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/${SERVER_PORT:-8080} && printf 'GET /actuator/health/liveness HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n' >&3 && grep -q '\"UP\"' <&3"]
STOPSIGNAL SIGTERM
# the script ends in exec, so the JVM is process 1 and hears SIGTERM itself
ENTRYPOINT ["/opt/executor/executor"]
CMD ["serve"]
