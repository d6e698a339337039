// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.link;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.bailiff.agent.api.DesiredState;
import io.bailiff.agent.api.EnrolmentGrant;
import io.bailiff.agent.api.EnrolmentRequest;
import io.bailiff.agent.api.GroupOrder;
import io.bailiff.agent.api.HostReport;
import io.bailiff.agent.api.OrderOutcome;
import io.bailiff.agent.api.UnknownAnswer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.json.JsonMapper;

/** A manager that wants what a test tells it to want, and has the faults that a test gives it. */
final class FakeManager implements AutoCloseable {

    static final String TOKEN = "let-me-in";
    static final String SECRET = "s3cret";

    private final JsonMapper json = JsonMapper.shared();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final int port;
    private HttpServer http;

    final List<HostReport> reports = new CopyOnWriteArrayList<>();
    final List<EnrolmentRequest> enrolments = new CopyOnWriteArrayList<>();
    final AtomicInteger polls = new AtomicInteger();
    final AtomicInteger repliesToLose = new AtomicInteger();
    volatile int status;
    private DesiredState desired = new DesiredState(0, List.of(), List.of(), 0);

    FakeManager() throws IOException {
        http = serve(0);
        port = http.getAddress().getPort();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** From now on this is wanted, as a revision of its own. */
    synchronized void want(GroupOrder... orders) {
        want(desired.revision() + 1, orders);
    }

    synchronized void want(long revision, GroupOrder... orders) {
        desired = new DesiredState(revision, List.of(orders), List.of(), 0);
        notifyAll();
    }

    /** From now on these are the operators' answers to the unknowns of the host, as a revision of its own. */
    synchronized void answers(UnknownAnswer... answers) {
        desired = new DesiredState(desired.revision() + 1, desired.orders(), List.of(), 0, List.of(answers));
        notifyAll();
    }

    /** Operators have acknowledged these health events, as a revision of its own. */
    synchronized void acknowledge(String... events) {
        desired = new DesiredState(
                desired.revision() + 1, desired.orders(), List.of(), 0, desired.answers(), List.of(events));
        notifyAll();
    }

    /** From now on nobody answers. */
    void goDown() {
        http.stop(0);
    }

    void comeBack() throws IOException {
        http = serve(port);
    }

    Optional<OrderOutcome> outcome(String operationId) {
        return last().flatMap(report -> report.outcomes().stream()
                .filter(outcome -> outcome.operationId().equals(operationId))
                .findFirst());
    }

    Optional<HostReport> last() {
        List<HostReport> all = new ArrayList<>(reports);
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
    }

    @Override
    public void close() {
        http.stop(0);
        threads.shutdownNow();
    }

    private HttpServer serve(int atPort) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), atPort), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
        return server;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            Reply reply = answer(exchange, body);
            if (repliesToLose.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                // What was asked for has happened; the answer is lost with the connection.
                return;
            }
            byte[] bytes = json.writeValueAsBytes(reply.body());
            boolean empty = reply.status() == 204;
            exchange.sendResponseHeaders(reply.status(), empty ? -1 : bytes.length);
            if (!empty) {
                exchange.getResponseBody().write(bytes);
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    private Reply answer(HttpExchange exchange, String body) throws InterruptedException {
        String path = exchange.getRequestURI().getPath();
        if (status != 0) {
            return new Reply(status, "told to");
        }
        if (path.equals("/agent/v1/enrolments")) {
            EnrolmentRequest request = json.readValue(body, EnrolmentRequest.class);
            enrolments.add(request);
            return request.joinToken().equals(TOKEN)
                    ? new Reply(201, new EnrolmentGrant("host-1", SECRET))
                    : new Reply(403, "no");
        }
        if (!("Bearer " + SECRET).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            return new Reply(401, "who are you?");
        }
        if (path.endsWith("/reports")) {
            reports.add(json.readValue(body, HostReport.class));
            return new Reply(204, "");
        }
        return poll(exchange.getRequestURI().getQuery());
    }

    private synchronized Reply poll(String query) throws InterruptedException {
        polls.incrementAndGet();
        long after = Long.parseLong(query.replaceAll(".*after=([0-9]+).*", "$1"));
        long wait = Long.parseLong(query.replaceAll(".*waitMillis=([0-9]+).*", "$1"));
        long deadline = System.nanoTime() + wait * 1_000_000;
        while (desired.revision() <= after && System.nanoTime() < deadline) {
            wait(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
        }
        // Without "newer than asked": a manager that has lost its memory answers with what it has.
        return desired.revision() == after ? new Reply(204, "") : new Reply(200, desired);
    }

    private record Reply(int status, Object body) {}
}
