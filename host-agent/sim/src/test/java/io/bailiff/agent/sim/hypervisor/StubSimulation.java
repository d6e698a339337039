// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim.hypervisor;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The HTTP protocol of the simulation with nothing behind it: it answers what it was told to, keeps what it was asked, and holds
 * requests for events until there are some.
 */
final class StubSimulation implements AutoCloseable {

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<String> events = new ArrayList<>();
    private boolean stopped;

    private StubSimulation(int port) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setExecutor(threads);
        server.createContext("/hosts/host-a/", this::handle);
        server.start();
    }

    static StubSimulation start() throws IOException {
        return new StubSimulation(0);
    }

    static StubSimulation startOn(int port) throws IOException {
        return new StubSimulation(port);
    }

    int port() {
        return server.getAddress().getPort();
    }

    String uri() {
        return "sim://127.0.0.1:" + port() + "/host-a";
    }

    /** What a request, {@code "GET /guests"}, gets from now on. */
    void answer(String request, int status, String body) {
        answers.put(request, new Answer(status, body));
    }

    synchronized void event(String fields) {
        events.add("{\"seq\":" + (events.size() + 1) + "," + fields + "}");
        notifyAll();
    }

    /** All requests but those for events, with their bodies. */
    List<String> requests() {
        return List.copyOf(requests);
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().toString().substring("/hosts/host-a".length());
        String request = exchange.getRequestMethod() + " " + path;
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        if (path.startsWith("/events")) {
            send(exchange, new Answer(200, events(path)));
            return;
        }
        requests.add((request + " " + body).trim());
        send(exchange, answers.getOrDefault(request, new Answer(404, "no such thing")));
    }

    private synchronized String events(String path) {
        int after = Integer.parseInt(path.replaceAll(".*after=(\\d+).*", "$1"));
        long waitMillis = Long.parseLong(path.replaceAll(".*waitMillis=(\\d+).*", "$1"));
        while (events.size() <= after && waitMillis > 0 && !stopped) {
            try {
                wait(waitMillis);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        List<String> newer = after < events.size() ? events.subList(after, events.size()) : List.of();
        return "{\"next\":" + events.size() + ",\"events\":[" + String.join(",", newer) + "]}";
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        byte[] bytes = answer.body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
        synchronized (this) {
            stopped = true;
            notifyAll();
        }
        threads.shutdownNow();
    }

    private record Answer(int status, String body) {}
}
