# Backend Executor as an image. Base images are build arguments, so that a registry of one's own can serve them.
ARG BUILD_IMAGE=maven:3-eclipse-temurin-25
ARG RUN_IMAGE=eclipse-temurin:25-jre

FROM ${BUILD_IMAGE} AS build
WORKDIR /src
# the modules without their sources: this fetches the libraries, into a layer that stays until a pom.xml changes
COPY pom.xml ./
COPY engine/pom.xml engine/
COPY signalr/pom.xml signalr/
COPY app/pom.xml app/
COPY bench/pom.xml bench/
RUN mvn -B -q -pl app -am -Dmaven.test.skip=true package
COPY . .
RUN mvn -B -q -pl app -am -Dmaven.test.skip=true package

FROM ${RUN_IMAGE}
RUN groupadd --gid 10001 executor \
  && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /var/lib/executor executor \
  && install --directory --owner=10001 --group=10001 /var/lib/executor \
  && ln -s /opt/executor/executor /usr/local/bin/executor
COPY executor /opt/executor/
COPY docs /opt/executor/docs
COPY --from=build /src/app/target/backend-executor.jar /opt/executor/
# what Java learns from one short life of the service, for faster starts
RUN /opt/executor/executor cache
USER 10001:10001
WORKDIR /var/lib/executor
# the SQLite file, unless DATABASE_URL names a server; a folder of the host in its place must belong to 10001
VOLUME /var/lib/executor
# LC_ALL, since base images set it and it is stronger than LANG
ENV LC_ALL=C.UTF-8 JAVA_OPTS="-XX:MaxRAMPercentage=70 -XX:+ExitOnOutOfMemoryError"
# no curl needed and no second JVM started: bash speaks enough HTTP
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 \
  CMD ["bash", "-c", "port=${MANAGEMENT_PORT:-0}; [ $port != 0 ] || port=${SERVER_PORT:-8080}; exec 3<>/dev/tcp/${SERVER_ADDRESS:-127.0.0.1}/$port && printf 'GET /actuator/health/liveness HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n' >&3 && grep -q '\"UP\"' <&3"]
# a stop takes as long as running jobs may go on, 30 s and a little: docker run --stop-timeout 60
STOPSIGNAL SIGTERM
# The script ends in exec, so the JVM is process 1 and hears SIGTERM itself. Where runners leave processes behind,
# docker run --init puts a small process 1 before it that buries them and passes signals on.
ENTRYPOINT ["/opt/executor/executor"]
CMD ["serve"]
