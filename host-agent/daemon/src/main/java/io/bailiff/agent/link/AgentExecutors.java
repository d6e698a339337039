package io.bailiff.agent.link;

import io.bailiff.agent.group.FunctionThreads;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The threads of one agent, but for its loops.
 *
 * @param functions move the members of groups
 * @param claims look at single claims
 * @param operations carry out orders
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
