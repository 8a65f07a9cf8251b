package io.github.backendexecutor.app.push;

import io.github.backendexecutor.signalr.hub.HubConnection;
import io.github.backendexecutor.signalr.protocol.SerializedMessage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// All events for one connection go through here, whichever way they come, so that it hears each
/// once, and what it missed before what happens now.
final class Mailbox {
  /// How many events are remembered as heard.
  private static final int MEMORY = 1_000;

  private static final String PLACE = "mailbox";

  private final HubConnection connection;
  private final int mostHeldBytes;
  private final Set<String> heard =
      Collections.newSetFromMap(
          new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
              return size() > MEMORY;
            }
          });

  /// What came while missed events are looked up.
  private final List<Letter> held = new ArrayList<>();

  private long heldBytes;
  private boolean holding;

  private Mailbox(HubConnection connection, int mostHeldBytes) {
    this.connection = connection;
    this.mostHeldBytes = mostHeldBytes;
  }

  record Letter(String eventId, SerializedMessage message) {
    private long bytes() {
      return 100L + message.byProtocol().values().stream().mapToLong(b -> b.length).sum();
    }
  }

  /// The one of this connection; made when it is first asked for.
  static Mailbox of(HubConnection connection, int mostHeldBytes) {
    return (Mailbox)
        connection.items().computeIfAbsent(PLACE, _ -> new Mailbox(connection, mostHeldBytes));
  }

  /// Puts an event in. False when the connection has ended; an event that it knows is in already.
  synchronized boolean put(Letter letter) {
    if (!holding) {
      return send(letter);
    }
    held.add(letter);
    heldBytes += letter.bytes();
    if (heldBytes > mostHeldBytes) {
      connection.close("Too much happened meanwhile.", true); // it comes back and asks again
      held.clear();
      heldBytes = 0;
    }
    return true;
  }

  /// From now on what comes waits.
  synchronized void hold() {
    holding = true;
  }

  /// Sends what was missed, then what came meanwhile, and goes on.
  synchronized void release(List<Letter> missed) {
    missed.forEach(this::send);
    held.forEach(this::send);
    held.clear();
    heldBytes = 0;
    holding = false;
  }

  private boolean send(Letter letter) {
    if (!heard.add(letter.eventId())) {
      return true;
    }
    boolean taken = connection.send(letter.message());
    if (!taken) {
      heard.remove(letter.eventId());
    }
    return taken;
  }
}
