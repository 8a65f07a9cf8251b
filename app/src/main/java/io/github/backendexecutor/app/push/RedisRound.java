package io.github.backendexecutor.app.push;

import io.github.backendexecutor.app.push.Latecomers.Waiting;
import io.github.backendexecutor.app.push.RedisPublisher.Answer;
import io.github.backendexecutor.app.push.RedisPublisher.Publication;
import io.github.backendexecutor.executor.job.Notification.Outcome;
import io.github.backendexecutor.executor.spi.Clock;
import io.github.backendexecutor.signalr.backplane.Address;
import io.github.backendexecutor.signalr.backplane.BackplaneChannels;
import io.github.backendexecutor.signalr.backplane.BackplaneCodec;
import java.util.ArrayList;
import java.util.List;
import redis.clients.jedis.exceptions.JedisException;

/// Publishes a batch on Redis and judges each answer. Used by one thread.
final class RedisRound {
  private final RedisPublisher redis;
  private final BackplaneChannels channels;
  private final Mailboxes mailboxes;
  private final Latecomers latecomers = new Latecomers();
  private final Ledger ledger;
  private final Clock clock;

  RedisRound(
      RedisPublisher redis,
      BackplaneChannels channels,
      Mailboxes mailboxes,
      Ledger ledger,
      Clock clock) {
    this.redis = redis;
    this.channels = channels;
    this.mailboxes = mailboxes;
    this.ledger = ledger;
    this.clock = clock;
  }

  /// Whether earlier events wait for this connection; any thread may ask.
  boolean isAwaited(String connectionId) {
    return latecomers.isAwaited(connectionId);
  }

  boolean hasLatecomers() {
    return !latecomers.isEmpty();
  }

  /// Publishes these.
  ///
  /// @throws JedisException Redis did not answer: nothing is judged, some may be published
  void send(List<Parcel> batch) {
    boolean followed =
        batch.stream().anyMatch(Parcel::isForFollowers) && areThereFollowersElsewhere();
    List<Parcel> now = new ArrayList<>();
    List<Parcel> later = new ArrayList<>();
    for (Parcel parcel : batch) {
      if (parcel.to() instanceof Address.Connection(var id) && latecomers.isAwaited(id)) {
        later.add(parcel);
      } else if (followed || !parcel.isForFollowers()) {
        now.add(parcel);
      }
    }
    publish(now);
    later.forEach(parcel -> await(parcel.event().connectionId(), parcel)); // when nothing can throw
  }

  /// Ends the waiting for connections.
  void giveUp() {
    for (String id : latecomers.awaited()) {
      Waiting waiting = latecomers.of(id);
      latecomers.gaveUp(id);
      if (waiting != null) {
        waiting.all().forEach(parcel -> ledger.keep(parcel, Outcome.NO_SUBSCRIBER, ""));
      }
    }
  }

  /// Looks whether the awaited connections have come.
  ///
  /// @throws JedisException Redis did not answer: all of them are still awaited
  void lookForLatecomers() {
    List<String> awaited = new ArrayList<>();
    List<Parcel> first = new ArrayList<>();
    for (String id : latecomers.awaited()) {
      Waiting waiting = latecomers.of(id);
      if (waiting != null && !cameHere(id, waiting)) {
        awaited.add(id);
        first.add(waiting.first());
      }
    }
    List<Answer> answers = redis.publish(publications(first));
    for (int i = 0; i < awaited.size(); i++) {
      Waiting waiting = latecomers.of(awaited.get(i));
      if (waiting != null) {
        judge(awaited.get(i), waiting, answers.get(i));
      }
    }
  }

  /// An instance listens there as long as anybody follows anything at it.
  private boolean areThereFollowersElsewhere() {
    long listeners = redis.listeners(mailboxes.followersChannel());
    return listeners == RedisPublisher.UNKNOWN || listeners > mailboxes.ownFollowers();
  }

  private void publish(List<Parcel> parcels) {
    List<Answer> answers = redis.publish(publications(parcels));
    for (int i = 0; i < parcels.size(); i++) {
      judge(parcels.get(i), answers.get(i));
    }
  }

  private List<Publication> publications(List<Parcel> parcels) {
    return parcels.stream()
        .map(parcel ->
            new Publication(channels.name(parcel.to()), BackplaneCodec.write(parcel.payload())))
        .toList();
  }

  /// That nobody follows a job is no evidence of anything, nor is that it cannot be known.
  private void judge(Parcel parcel, Answer answer) {
    boolean nobody = answer.refusal() == null && answer.count() == 0;
    boolean told = answer.refusal() != null || answer.count() > 0;
    if (nobody && parcel.to() instanceof Address.Connection(var id) && !latecomers.isGone(id)) {
      await(id, parcel);
    } else if (told || !parcel.isForFollowers()) {
      keep(parcel, answer);
    }
  }

  private void await(String connectionId, Parcel parcel) {
    if (!latecomers.add(connectionId, parcel, clock.nanos())) {
      ledger.keep(parcel, Outcome.NO_SUBSCRIBER, "too much waits for connections");
    }
  }

  private void judge(String connectionId, Waiting waiting, Answer answer) {
    if (answer.refusal() != null || answer.count() != 0) {
      List<Parcel> others = waiting.all().subList(1, waiting.all().size());
      List<Answer> answers = redis.publish(publications(others));
      latecomers.came(connectionId);
      keep(waiting.first(), answer);
      for (int i = 0; i < others.size(); i++) {
        keep(others.get(i), answers.get(i));
      }
    } else if (waiting.isOver(clock.nanos())) {
      latecomers.gaveUp(connectionId);
      waiting.all().forEach(parcel -> keep(parcel, answer));
    }
  }

  private boolean cameHere(String connectionId, Waiting waiting) {
    if (!mailboxes.deliver(connectionId, waiting.first().event().letter())) {
      return false;
    }
    latecomers.came(connectionId);
    for (Parcel parcel : waiting.all()) {
      boolean taken = mailboxes.deliver(connectionId, parcel.event().letter());
      Outcome outcome = taken ? Outcome.WRITTEN_LOCALLY : Outcome.NO_SUBSCRIBER;
      ledger.keep(parcel, outcome, taken ? 1 : 0, "");
    }
    return true;
  }

  private void keep(Parcel parcel, Answer answer) {
    if (answer.refusal() != null) {
      ledger.keep(parcel, Outcome.FAILED, answer.refusal());
    } else if (answer.count() == 0) {
      ledger.keep(parcel, Outcome.NO_SUBSCRIBER, "");
    } else if (answer.count() == RedisPublisher.UNKNOWN) {
      ledger.keep(parcel, Outcome.UNKNOWN, "");
    } else {
      ledger.keep(parcel, Outcome.PUBLISHED, answer.count(), "");
    }
  }
}
