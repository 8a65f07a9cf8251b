package io.github.backendexecutor.app.doctor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What can be wrong with the stream of one role: what it is, what was lost from it, what lies in
/// it, and who holds that.
final class StreamChecks {
  private final String role;
  private final StreamLook stream;
  private final String group;

  StreamChecks(String role, StreamLook stream, String group) {
    this.role = role;
    this.stream = stream;
    this.group = group;
  }

  /// @param instances what the database knows of each instance; null: the database is away
  List<Finding> findings(@Nullable Map<String, Instances.Life> instances) {
    String check = check("stream");
    if (stream.type().equals("none")) {
      return List.of(Finding.ok(check, stream.key() + " is not there: no job is waiting"));
    }
    if (!stream.type().equals("stream")) {
      return List.of(
          Finding.fail(
              check,
              stream.key() + " is a " + stream.type() + " and no stream: jobs of the role stand",
              "look what it is (TYPE, then GET, LRANGE, HGETALL …), rename it (RENAME), tell who"
                  + " writes it"));
    }
    List<Finding> findings = new ArrayList<>();
    findings.add(backlog());
    if (stream.group()) {
      findings.add(trimmed());
      findings.addAll(ghosts());
      findings.addAll(strays());
      findings.addAll(consumers(instances));
    }
    return findings;
  }

  private String check(String what) {
    return role + " " + what;
  }

  private Finding backlog() {
    String check = check("stream");
    String length = stream.key() + " has " + stream.length() + " entries";
    if (!stream.group()) {
      return Finding.warn(
          check,
          length + " and no group " + group + ": nobody reads it",
          "start an executor, which makes the group from the first entry; a running one does so"
              + " within seconds");
    }
    String pending = stream.pending() + " read and not settled";
    if (stream.lag() != null) {
      return Finding.ok(check, length + ", " + stream.lag() + " waiting, " + pending);
    }
    return stream.added() == null
        ? Finding.ok(check, length + ", " + pending)
        : Finding.ok(
            check,
            length
                + ", "
                + pending
                + "; Redis does not know how many wait (lag nil), because"
                + " entries were deleted out of turn or the group was set to an id by hand;"
                + " it knows again when all are read");
  }

  /// Every entry that the stream ever had was passed by the group, or is still in the stream.
  private Finding trimmed() {
    String check = check("trimming");
    if (stream.added() != null && stream.added() == stream.length()) {
      return Finding.ok(check, "no entry was trimmed unread");
    }
    if (stream.added() == null || stream.read() == null) {
      return Finding.unknown(
          check,
          "this Redis does not know how many entries the group has read",
          "make sure that no producer trims (XADD … MAXLEN, XTRIM)");
    }
    long lost = stream.added() - stream.length() - stream.read();
    return lost > 0
        ? Finding.fail(
            check,
            lost
                + " entries left "
                + stream.key()
                + " before anybody read them: these jobs are lost",
            "find the producer that trims (XADD … MAXLEN or MINID, XTRIM, XDEL) and stop it; the"
                + " stream stays short by itself")
        : Finding.ok(check, "no entry was trimmed unread");
  }

  private List<Finding> ghosts() {
    if (stream.ghosts() == 0) {
      return List.of();
    }
    return List.of(
        Finding.warn(
            check("ghosts"),
            stream.ghosts()
                + " pending entries of "
                + stream.key()
                + " have no content any more:"
                + " somebody trimmed or deleted them",
            "jobs that had begun go on from the database, others are lost; executors clear these"
                + " entries away; find who trims"));
  }

  /// Passed by the group and pending for nobody, as when a consumer is deleted with its entries.
  private List<Finding> strays() {
    if (stream.strays() == 0) {
      return List.of();
    }
    return List.of(
        Finding.warn(
            check("strays"),
            stream.strays()
                + " entries of "
                + stream.key()
                + " were read and belong to nobody:"
                + " somebody removed the consumer that had them (XGROUP DELCONSUMER)",
            "leave consumers to the executors; a running one takes such entries up within minutes"));
  }

  private List<Finding> consumers(@Nullable Map<String, Instances.Life> instances) {
    List<StreamLook.Consumer> holding =
        stream.consumers().stream().filter(one -> one.pending() > 0).toList();
    if (instances == null) {
      return holding.isEmpty()
          ? List.of()
          : List.of(
              Finding.unknown(
                  check("consumers"),
                  "without the database it is not known which of " + names(holding) + " lives",
                  ""));
    }
    List<Finding> findings = new ArrayList<>();
    for (StreamLook.Consumer consumer : holding) {
      Instances.Life life = instances.get(consumer.name());
      if (life == null) {
        findings.add(foreign(consumer));
      } else if (life != Instances.Life.BEATS) {
        findings.add(dead(consumer, life));
      }
    }
    if (findings.isEmpty()) {
      String all = holding.isEmpty() ? "none has entries" : names(holding) + " live";
      findings.add(Finding.ok(check("consumers"), all));
    }
    return findings;
  }

  private Finding foreign(StreamLook.Consumer consumer) {
    return Finding.warn(
        check("consumers"),
        held(consumer)
            + ", and is none of our instances: perhaps another program, such as the"
            + " worker that this one replaces",
        "executors leave its entries alone; see which they are: XPENDING "
            + (stream.key() + " " + group + " - + 10 " + consumer.name())
            + "; whether they are still worked on only that program knows");
  }

  private Finding dead(StreamLook.Consumer consumer, Instances.Life life) {
    return Finding.warn(
        check("consumers"),
        held(consumer) + ", and " + life.words(),
        "a running executor takes them over within a minute; if none runs, start one");
  }

  private static String held(StreamLook.Consumer consumer) {
    String oldest =
        consumer.oldest() == 0
            ? ""
            : ", the oldest for " + words(Duration.ofMillis(consumer.oldest()));
    return consumer.name() + " holds " + consumer.pending() + " entries" + oldest;
  }

  static String words(Duration time) {
    if (time.toMinutes() < 2) {
      return time.toSeconds() + " s";
    }
    return time.toHours() < 2 ? time.toMinutes() + " min" : time.toHours() + " h";
  }

  private static String names(List<StreamLook.Consumer> consumers) {
    return consumers.stream().map(StreamLook.Consumer::name).collect(Collectors.joining(", "));
  }
}
