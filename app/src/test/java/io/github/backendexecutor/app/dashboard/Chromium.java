package io.github.backendexecutor.app.dashboard;

import static org.assertj.core.api.Assumptions.assumeThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// The system's own Chromium, driven by Playwright, which brings no browser along.
public final class Chromium implements AutoCloseable {
  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome");
  private static final String SKIPPED = "skipped: Chromium is not installed (apt install chromium)";

  private final Playwright playwright;
  private final Browser browser;
  private final String axe;

  private Chromium(Path program) throws IOException {
    playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    browser =
        playwright
            .chromium()
            .launch(new BrowserType.LaunchOptions().setExecutablePath(program).setTimeout(120_000));
    axe = axe();
  }

  /// Starts it; where there is none, the test is skipped and says so.
  public static Chromium start() throws IOException {
    Optional<Path> program = installed();
    if (program.isEmpty()) {
      System.out.println(SKIPPED);
    }
    assumeThat(program).as(SKIPPED).isPresent();
    return new Chromium(program.orElseThrow());
  }

  /// A window of its own, with nothing remembered.
  ///
  /// @param theme light or dark, as the system of the visitor has it
  public Tab open(String theme, int width) {
    BrowserContext context =
        browser.newContext(
            new Browser.NewContextOptions()
                .setViewportSize(width, width < 600 ? 780 : width > 2000 ? 1440 : 900)
                .setColorScheme(theme.equals("dark") ? ColorScheme.DARK : ColorScheme.LIGHT));
    context.setDefaultTimeout(60_000);
    context.addInitScript(axe);
    return new Tab(context);
  }

  private static Optional<Path> installed() {
    String path = Objects.requireNonNullElse(System.getenv("PATH"), "");
    return Arrays.stream(path.split(":", -1))
        .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /// Deque's checks for people who hear, or see little, or use no mouse.
  private static String axe() throws IOException {
    String file = "/META-INF/resources/webjars/axe-core/4.6.3/axe.min.js";
    try (InputStream in = Objects.requireNonNull(Chromium.class.getResourceAsStream(file), file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }
}
