package io.github.backendexecutor.app.dashboard;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Page;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// A window of the browser, with an ear for everything that it complains of.
public final class Tab implements AutoCloseable {
  private static final double MOST_SHIFT = 0.05;
  private static final Path SHOTS = Path.of("target", "screenshots");
  private static final String WATCH =
      """
      window.shifted = 0;
      window.refused = [];
      new PerformanceObserver((list) => {
        for (const shift of list.getEntries()) {
          if (!shift.hadRecentInput) {
            window.shifted += shift.value;
          }
        }
      }).observe({type: 'layout-shift', buffered: true});
      addEventListener('securitypolicyviolation', (event) =>
        window.refused.push(event.violatedDirective + ' ' + event.blockedURI + ' ' + event.sample));
      """;
  private static final String CHECK =
      """
      async () => {
        const found = await axe.run(document, {
          runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'],
          resultTypes: ['violations'],
        });
        return found.violations.flatMap((broken) => broken.nodes.slice(0, 4).map((node) =>
          broken.id + ': ' + node.html.slice(0, 160) + ' ' + (node.any[0]?.message ?? node.all[0]?.message ?? '')));
      }
      """;

  private final BrowserContext context;
  private final Page page;
  private final List<String> complaints = new CopyOnWriteArrayList<>();

  Tab(BrowserContext context) {
    this.context = context;
    context.addInitScript(WATCH);
    this.page = context.newPage();
    page.onConsoleMessage(message -> {
      if (isOurs(message)) {
        complaints.add("console " + message.type() + ": " + message.text());
      }
    });
    page.onPageError(error -> complaints.add("error: " + error));
  }

  /// axe itself draws on a canvas in a way that the browser warns of.
  private static boolean isOurs(ConsoleMessage message) {
    return (message.type().equals("error") || message.type().equals("warning"))
        && !message.text().contains("willReadFrequently");
  }

  public Page page() {
    return page;
  }

  /// Opens an address and waits until its data is there.
  public void go(String url) {
    page.navigate(url);
    settle();
  }

  public void settle() {
    page.waitForSelector("h1");
    page.waitForFunction("() => !document.querySelector('.bones')");
  }

  /// What the console, the page or its policy had to say since the last time.
  public List<String> complaints() {
    Object refused = page.evaluate("() => window.refused.splice(0)");
    List<String> all = new ArrayList<>(complaints);
    ((List<?>) refused).forEach(one -> all.add("policy: " + one));
    complaints.clear();
    return all;
  }

  /// What is wrong with the page as it stands: what it complained of, what jumped, what sticks out
  /// of the window, what some people cannot use.
  public List<String> problems() {
    List<String> all = complaints();
    double shift = number("() => window.shifted");
    if (shift > MOST_SHIFT) {
      all.add("layout shift " + shift);
    }
    double wide = number("() => document.documentElement.scrollWidth - window.innerWidth");
    if (wide > 0) {
      all.add("sticks out by " + wide + " pixels");
    }
    ((List<?>) page.evaluate(CHECK)).forEach(one -> all.add("axe: " + one));
    return all;
  }

  /// For a person to look at.
  public void shoot(String name) {
    page.screenshot(
        new Page.ScreenshotOptions().setFullPage(true).setPath(SHOTS.resolve(name + ".png")));
  }

  public double number(String script) {
    return ((Number) page.evaluate(script)).doubleValue();
  }

  @Override
  public void close() {
    context.close();
  }
}
