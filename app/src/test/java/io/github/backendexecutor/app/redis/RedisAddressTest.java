package io.github.backendexecutor.app.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.backendexecutor.app.redis.RedisAddress.Host;
import io.github.backendexecutor.app.redis.RedisAddress.Login;
import io.github.backendexecutor.app.redis.RedisAddress.Tls;
import io.github.backendexecutor.app.redis.RedisAddress.Topology;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedisAddressTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          localhost                                   | localhost:6379
          localhost:6379                              | localhost:6379
            redis:7000 ,                              | redis:7000
          10.0.0.1:6380,abortConnect=false            | 10.0.0.1:6380
          redis,ssl=true                              | redis:6380, TLS
          redis:7,SSL=True,sslHost=redis.example.com  | redis:7, TLS as redis.example.com
          redis,ssl=yes,sslProtocols=Tls13            | redis:6380, TLS
          [::1]:7000                                  | [::1]:7000
          [::1]                                       | [::1]:6379
          ::1                                         | [::1]:6379
          redis,defaultDatabase=3                     | redis:6379, database 3
          redis,password=a=b                          | redis:6379, password
          redis,user=app,password=secret              | redis:6379, user app
          redis,user=app                              | redis:6379
          a,b:7001,a                                  | cluster a:6379,b:7001
          a,b,ssl=true                                | cluster a:6380,b:6380, TLS
          s1,s2:7,serviceName=mymaster                | sentinels s1:26379,s2:7 for mymaster
          redis://localhost                           | localhost:6379
          REDIS://localhost:7/2                       | localhost:7, database 2
          redis://h/                                  | h:6379
          redis://h?database=4                        | h:6379, database 4
          redis://:p%40ss@h                           | h:6379, password
          redis://app:p@ss@h:7                        | h:7, user app
          redis://app@h                               | h:6379
          redis://[2001:db8::1]:7/1                   | [2001:db8::1]:7, database 1
          redis://a:1,b:2                             | cluster a:1,b:2
          rediss://h                                  | h:6379, TLS
          rediss://h?sslHost=x.org                    | h:6379, TLS as x.org
          redis-sentinel://s1,s2:7/main               | sentinels s1:26379,s2:7 for main
          redis-sentinel://u:p@s1/main/2              | sentinels s1:26379 for main, database 2, user u
          rediss-sentinel://s1/main                   | sentinels s1:26379 for main, TLS
          """)
  void each_form_is_read(String text, String shown) {
    assertThat(RedisAddress.parse(text)).hasToString(shown);
  }

  @Test
  void sslProtocols_with_a_bar_name_both() {
    RedisAddress address = RedisAddress.parse("r,ssl=true,sslProtocols=Tls12|Tls13");
    assertThat(address.tls()).isEqualTo(new Tls(null, List.of("TLSv1.2", "TLSv1.3")));
  }

  @Test
  void a_password_keeps_every_character() {
    assertThat(RedisAddress.parse("redis://app:a+b%2Fc%20d@h").login())
        .isEqualTo(new Login("app", "a+b/c d"));
    assertThat(RedisAddress.parse("h,user=app,password=a=b/c+%20").login())
        .isEqualTo(new Login("app", "a=b/c+%20"));
  }

  @Test
  void timeouts_and_names_are_honoured() {
    var settings = RedisAddress.parse("h,syncTimeout=900,connectTimeout=700,name=app-1").settings();
    assertThat(settings.commandTimeout()).isEqualTo(Duration.ofMillis(900));
    assertThat(settings.connectTimeout()).isEqualTo(Duration.ofMillis(700));
    assertThat(settings.clientName()).isEqualTo("app-1");
    assertThat(RedisAddress.parse("redis://h?timeout=2s").settings().commandTimeout())
        .isEqualTo(Duration.ofSeconds(2));
    assertThat(RedisAddress.parse("h,asyncTimeout=10,syncTimeout=20").settings().commandTimeout())
        .isEqualTo(Duration.ofMillis(20));
  }

  @Test
  void sentinels_have_a_login_of_their_own() {
    var address =
        RedisAddress.parse("s,serviceName=m,password=data,sentinelUser=eye,sentinelPassword=watch");
    assertThat(address.topology())
        .isEqualTo(
            new Topology.Sentinel(List.of(new Host("s", 26379)), "m", new Login("eye", "watch")));
    assertThat(address.toString() + address.topology()).doesNotContain("watch", "data");
  }

  @Test
  void options_without_effect_are_named() {
    var address =
        RedisAddress.parse(
            "h,allowAdmin=true,connectRetry=3,KeepAlive=60,tiebreaker=,version=7.2,setlib=off,"
                + "checkCertificateRevocation=false,channelPrefix=x,configChannel=,resolveDns=no,"
                + "configCheckSeconds=60,highIntegrity=0,preserveAsyncOrder=false,writeBuffer=4096,"
                + "responseTimeout=5,tcpKeepAlive=1,highPriorityThreads=false,protocol=resp3,"
                + "abortConnect=true,$CONFIG=,$EVAL=myeval");
    assertThat(address.ignored())
        .containsExactly(
            "allowAdmin",
            "connectRetry",
            "KeepAlive",
            "tiebreaker",
            "version",
            "setlib",
            "checkCertificateRevocation",
            "channelPrefix",
            "configChannel",
            "resolveDns",
            "configCheckSeconds",
            "highIntegrity",
            "preserveAsyncOrder",
            "writeBuffer",
            "responseTimeout",
            "tcpKeepAlive",
            "highPriorityThreads",
            "protocol=resp3",
            "abortConnect=true",
            "$CONFIG",
            "$EVAL");
    assertThat(RedisAddress.parse("h,proxy=none,tunnel=,protocol=2,abortConnect=false").ignored())
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          ""                               | is empty
          ","                              | names no host
          ssl=true                         | names no host
          h:0                              | the port of 'h' is wrong; 1 to 65535 are allowed
          h:99999                          | the port of 'h' is wrong
          h:x                              | the port of 'h' is wrong
          h h                              | host no. 1 is wrong
          h,b/c                            | host no. 2 is wrong
          h,abortConect=false              | option 'abortConect' is unknown; allowed are abortConnect,
          h,ssl=maybe                      | ssl=maybe is wrong; allowed: true or false
          h,syncTimeout=0                  | syncTimeout=0 is wrong; a whole number from 1
          h,connectTimeout=soon            | connectTimeout=soon is wrong
          h,defaultDatabase=-1             | defaultDatabase=-1 is wrong
          h,keepAlive=x                    | keepAlive=x is wrong
          h,proxy=Twemproxy                | proxy=Twemproxy is wrong; allowed: only None
          h,tunnel=http:p:8080             | tunnel=http:p:8080 is wrong
          h,protocol=resp4                 | protocol=resp4 is wrong; allowed: resp2 or resp3
          h,version=new                    | version=new is wrong
          h,sslProtocols=Tls11             | sslProtocols=Tls11 is wrong; allowed: Tls12, Tls13
          h,sslHost=a b                    | sslHost=a b is wrong
          h,name=a b                       | name=a b is wrong
          !/run/redis.sock                 | is a Unix socket; only host:port is allowed
          a,b,defaultDatabase=1            | a Cluster has only database 0
          http://h                         | scheme 'http' is unknown; allowed are redis, rediss,
          redis://                         | names no host
          redis://h/x                      | database=x is wrong
          redis://h?timeout=never          | timeout=never is wrong; allowed are 1ms to 60m
          redis://h?tls=1                  | parameter 'tls' is unknown; allowed are timeout,
          redis-sentinel://h               | names no master
          """)
  void what_is_wrong_is_named_in_one_line(String text, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RedisAddress.parse(text))
        .withMessageContaining(message)
        .satisfies(e -> assertThat(e).message().doesNotContain("\n"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "h,password=s3cret,oops=1",
        "h:x,password=s3cret",
        "h,password=s3cret,ssl=perhaps",
        "h,password=begin,s3cret",
        "h,password=begin,s3cret=1",
        "redis://app:s3cret@h:x",
        "redis://app:s3cret@h/x",
        "redis://app:s3cret/more@h",
        "redis://app:more?s3cret@h",
        "redis://app:s3cret",
        "redis://s3cret!",
        "redis://app:%zzs3cret@h",
        "redis://app:s3cret@h?nothing=1",
        "redis-sentinel://app:s3cret@h",
      })
  void no_message_shows_a_password(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RedisAddress.parse(text))
        .satisfies(e -> {
          assertThat(e).message().doesNotContain("s3cret");
          assertThat(e.getCause()).isNull();
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "h,password=s3cret",
        "s,serviceName=m,sentinelPassword=s3cret",
        "redis://s3cret@h",
        "redis://:s3cret@h"
      })
  void no_text_of_an_address_shows_a_password(String text) {
    RedisAddress address = RedisAddress.parse(text);
    assertThat(address + " " + address.login() + " " + address.topology()).doesNotContain("s3cret");
  }
}
