package io.github.backendexecutor.signalr.hub;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The methods that clients may call; every other name gets an error. Names are matched without
/// regard to case, as in ASP.NET Core. Never changes.
public final class HubMethods {
  private final Map<String, HubMethod> methods;

  private HubMethods(Map<String, HubMethod> methods) {
    this.methods = methods;
  }

  /// What a method does. It runs on the thread that brought the call, one call of a connection at a
  /// time; it may block, which delays only its own client.
  @FunctionalInterface
  public interface Body {
    /// The result: a plain value or null. A [HubException] tells the client why not; any other
    /// exception only that something went wrong.
    @Nullable Object run(HubCall call) throws Exception;
  }

  /// None but `GetConnectionId`, which a client needs that connected without negotiating.
  public static HubMethods standard() {
    return new HubMethods(Map.of())
        .with("GetConnectionId", List.of(), call -> call.connection().id());
  }

  /// These and one more.
  ///
  /// @throws IllegalArgumentException the name is taken, or an optional parameter precedes a needed
  ///   one
  public HubMethods with(String name, List<Parameter> parameters, Body body) {
    Map<String, HubMethod> more = new TreeMap<>(methods);
    if (more.put(key(name), new HubMethod(name, parameters, body)) != null) {
      throw new IllegalArgumentException("the hub method " + name + " is there already");
    }
    return new HubMethods(more);
  }

  @Nullable HubMethod find(String name) {
    return methods.get(key(name));
  }

  private static String key(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  record HubMethod(String name, List<Parameter> parameters, Body body) {
    HubMethod {
      parameters = List.copyOf(parameters);
      for (int i = 1; i < parameters.size(); i++) {
        if (parameters.get(i - 1).optional() && !parameters.get(i).optional()) {
          throw new IllegalArgumentException(name + ": optional parameters come last");
        }
      }
    }

    /// Calls it.
    ///
    /// @throws HubException the arguments do not fit
    @Nullable Object call(HubConnection connection, List<? extends @Nullable Object> arguments)
        throws Exception {
      return body.run(new HubCall(connection, fit(arguments)));
    }

    private List<@Nullable Object> fit(List<? extends @Nullable Object> arguments) {
      long needed = parameters.stream().filter(p -> !p.optional()).count();
      if (arguments.size() < needed || arguments.size() > parameters.size()) {
        throw new HubException(
            "It takes "
                + parameters.size()
                + " argument(s) but was given "
                + arguments.size()
                + ".");
      }
      List<@Nullable Object> fitting = new ArrayList<>();
      for (int i = 0; i < parameters.size(); i++) {
        fitting.add(parameters.get(i).fit(i < arguments.size() ? arguments.get(i) : null));
      }
      return fitting;
    }
  }
}
