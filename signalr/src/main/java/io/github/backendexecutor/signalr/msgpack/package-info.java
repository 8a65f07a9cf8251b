/// A small, bounded MessagePack codec: all of the format that the hub protocol and the backplane
/// use, in the shortest encoding, with every length checked before memory is taken.
@NullMarked
package io.github.backendexecutor.signalr.msgpack;

import org.jspecify.annotations.NullMarked;
