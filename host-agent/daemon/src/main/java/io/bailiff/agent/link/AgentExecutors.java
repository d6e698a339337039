// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.link;

import io.bailiff.agent.group.FunctionThreads;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The executors of an agent. The loops of the agent have separate threads.
 *
 * @param functions moves the members of groups
 * @param claims handles single opens and writes
 * @param operations carries out orders, and reads changed groups again
 */
record AgentExecutors(ExecutorService functions, ExecutorService claims, ExecutorService operations) {

    private static final int FUNCTION_THREADS = 8;

    static AgentExecutors start() {
        return new AgentExecutors(
                FunctionThreads.start(FUNCTION_THREADS),
                Executors.newCachedThreadPool(AgentExecutors::daemonThread),
                Executors.newCachedThreadPool(AgentExecutors::daemonThread));
    }

    private static Thread daemonThread(Runnable work) {
        Thread thread = new Thread(work, "agent");
        thread.setDaemon(true);
        return thread;
    }
}
