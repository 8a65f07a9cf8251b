package io.github.backendexecutor.app.faults;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/// A network of its own on this machine, joined to ours by one cable, whose packets can be dropped
/// without a word: a host that can be cut off. Needs root.
final class Enclave implements AutoCloseable {
  private final String name = "faults" + ProcessHandle.current().pid();
  private final String net = "10.231." + ProcessHandle.current().pid() % 250;

  Enclave() {
    String outer = "f" + ProcessHandle.current().pid() + "o";
    String inner = "f" + ProcessHandle.current().pid() + "i";
    Commands.run("ip", "netns", "add", name);
    Commands.run("ip", "link", "add", outer, "type", "veth", "peer", "name", inner);
    Commands.run("ip", "link", "set", inner, "netns", name);
    Commands.run("ip", "addr", "add", net + ".1/30", "dev", outer);
    Commands.run("ip", "link", "set", outer, "up");
    inside("ip", "addr", "add", net + ".2/30", "dev", inner);
    inside("ip", "link", "set", inner, "up");
    inside("ip", "link", "set", "lo", "up");
  }

  static boolean possible() {
    String probe = "probe" + ProcessHandle.current().pid();
    boolean works =
        Commands.works("ip", "netns", "add", probe)
            && Commands.works("ip", "netns", "exec", probe, "iptables", "-L");
    Commands.works("ip", "netns", "del", probe);
    return works;
  }

  /// Our end of the cable.
  InetAddress address() {
    try {
      return InetAddress.getByName(net + ".1");
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  /// What to put before a program so that it runs inside.
  List<String> prefix() {
    return List.of("ip", "netns", "exec", name);
  }

  /// From now on nothing gets in or out.
  void cutOff() {
    inside("iptables", "-A", "INPUT", "!", "-i", "lo", "-j", "DROP");
    inside("iptables", "-A", "OUTPUT", "!", "-o", "lo", "-j", "DROP");
  }

  /// From now on nothing gets to or from this port of ours.
  void cutOff(int port) {
    inside("iptables", "-A", "INPUT", "-p", "tcp", "--sport", "" + port, "-j", "DROP");
    inside("iptables", "-A", "OUTPUT", "-p", "tcp", "--dport", "" + port, "-j", "DROP");
  }

  void join() {
    inside("iptables", "-F");
  }

  private void inside(String... command) {
    List<String> all = new java.util.ArrayList<>(prefix());
    all.addAll(List.of(command));
    Commands.run(all.toArray(String[]::new));
  }

  @Override
  public void close() {
    Commands.works("ip", "netns", "del", name);
  }
}
