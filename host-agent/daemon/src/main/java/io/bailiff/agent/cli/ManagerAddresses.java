// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.cli;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The addresses of the manager, by the manager's name. The agent works without name resolution: a name that does not resolve, or no
 * longer resolves, must not keep the guard from running. The last known addresses stay in force. Before the first answer, the name itself
 * stands for the addresses, and is an unknown about the network interfaces of the host.
 */
final class ManagerAddresses implements Supplier<List<String>> {

    /** The longest wait for a name server. The caller holds up a report or a detach. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final Duration VALIDITY = Duration.ofMinutes(1);

    private final String name;
    private final Resolver resolver;
    private final LongSupplier nanos;
    private List<String> known;
    private long validUntil;
    private CompletableFuture<List<String>> pending = CompletableFuture.completedFuture(List.of());

    ManagerAddresses(String name) {
        this(name, ManagerAddresses::resolve, System::nanoTime);
    }

    /** @param nanos a monotonic clock in nanoseconds */
    ManagerAddresses(String name, Resolver resolver, LongSupplier nanos) {
        this.name = name;
        this.resolver = resolver;
        this.nanos = nanos;
        this.known = List.of(name);
        this.validUntil = nanos.getAsLong();
    }

    @Override
    public synchronized List<String> get() {
        if (nanos.getAsLong() - validUntil >= 0) {
            if (pending.isDone()) {
                pending = ask();
            }
            awaitAnswer();
        }
        return known;
    }

    private CompletableFuture<List<String>> ask() {
        CompletableFuture<List<String>> answer = new CompletableFuture<>();
        Thread thread = new Thread(() -> answer.complete(resolver.addresses(name)), "manager-name");
        thread.setDaemon(true);
        thread.start();
        return answer;
    }

    /** Waits for the answer to the question in progress. Without an answer in time, the next call waits for the same question. */
    private void awaitAnswer() {
        try {
            List<String> answer = pending.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            if (!answer.isEmpty()) {
                known = answer;
                validUntil = nanos.getAsLong() + VALIDITY.toNanos();
            }
        } catch (TimeoutException | ExecutionException noAnswer) {
            // The addresses known so far stay in force.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static List<String> resolve(String name) {
        try {
            return Stream.of(InetAddress.getAllByName(name))
                    .map(InetAddress::getHostAddress)
                    .toList();
        } catch (UnknownHostException noAddress) {
            return List.of();
        }
    }

    /** Asks the name service of the host. */
    interface Resolver {

        /** Returns the addresses of the name; empty if the name does not resolve now. */
        List<String> addresses(String name);
    }
}
