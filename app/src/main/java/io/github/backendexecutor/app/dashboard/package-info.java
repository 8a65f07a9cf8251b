/// The pages that people look at: files for the browser, and how they are served. What the pages
/// show they fetch from the API themselves.
@NullMarked
package io.github.backendexecutor.app.dashboard;

import org.jspecify.annotations.NullMarked;
