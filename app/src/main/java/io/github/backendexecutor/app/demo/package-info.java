/// The sample workflow of `./executor demo`: real work of all three roles, and what it prints.
@NullMarked
package io.github.backendexecutor.app.demo;

import org.jspecify.annotations.NullMarked;
