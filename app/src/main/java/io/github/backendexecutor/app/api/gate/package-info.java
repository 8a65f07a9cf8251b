/// Who may come in and do what: every request of the API and the pages passes here first.
@NullMarked
package io.github.backendexecutor.app.api.gate;

import org.jspecify.annotations.NullMarked;
