// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.listener;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.eclipse.jetty.server.Request;

/** The limits of the running listeners. */
final class ListenerSet {

    private final Map<ListenerName, LimitedListener> byName = new EnumMap<>(ListenerName.class);

    synchronized void add(ListenerName name, LimitedListener listener) {
        byName.put(name, listener);
    }

    LimitedListener of(Request request) {
        return named(ListenerName.of(request));
    }

    synchronized LimitedListener named(ListenerName name) {
        return Objects.requireNonNull(byName.get(name));
    }
}
