// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.listener;

import io.bailiff.manager.RunningManager;

/** The listeners of a running manager. */
public final class ListenersInHand {

    private ListenersInHand() {}

    /** The open connections of the listener for the health alone. */
    public static int openConnectionsOfTheHealth(RunningManager manager) {
        return manager.bean(LimitedConnectors.class)
                .listeners()
                .named(ListenerName.HEALTH)
                .connections()
                .open();
    }

    /** Returns true if the path has the limits of lists. */
    public static boolean isListPath(String path) {
        return ListenerPlans.isListPath(path);
    }

    /** The memory that the listener for operators uses for bodies and answers. */
    public static long usedMemory(RunningManager manager) {
        return manager.bean(LimitedConnectors.class)
                .listeners()
                .named(ListenerName.OPERATORS)
                .memory()
                .used();
    }
}
