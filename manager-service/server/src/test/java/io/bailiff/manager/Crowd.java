// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Many slow clients. */
final class Crowd implements AutoCloseable {

    private static final int ADDRESSES = 5;
    private static final AtomicInteger NEXT = new AtomicInteger();

    private final List<RawClient> clients = new ArrayList<>();

    /** Connects the clients one after another, and each sends the text. */
    static Crowd of(int number, Supplier<RawClient> connect, String text) {
        Crowd crowd = new Crowd();
        for (int i = 0; i < number; i++) {
            RawClient client = connect.get();
            crowd.clients.add(client);
            client.send(text);
        }
        return crowd;
    }

    /** Returns the address of the next client, one of five: so many clients reach the limit for all addresses before the limit for one. */
    static InetAddress nextAddress() {
        try {
            return InetAddress.getByName("127.0.0." + (2 + NEXT.getAndIncrement() % ADDRESSES));
        } catch (UnknownHostException never) {
            throw new UncheckedIOException(never);
        }
    }

    /** Each client sends the text, if its connection is still open. */
    void send(String text) {
        clients.forEach(client -> client.send(text));
    }

    /** Returns what each client gets until its connection ends. */
    List<String> answers() {
        return clients.stream().map(RawClient::rest).toList();
    }

    @Override
    public void close() {
        clients.forEach(RawClient::close);
    }
}
