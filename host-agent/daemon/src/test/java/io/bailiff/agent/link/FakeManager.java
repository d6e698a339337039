// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.link;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.bailiff.agent.api.CertificateGrant;
import io.bailiff.agent.api.DesiredState;
import io.bailiff.agent.api.GroupOrder;
import io.bailiff.agent.api.HostReport;
import io.bailiff.agent.api.JoinRequest;
import io.bailiff.agent.api.OrderOutcome;
import io.bailiff.agent.api.RenewalRequest;
import io.bailiff.agent.api.UnknownAnswer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.bouncycastle.asn1.x509.GeneralName;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** A manager that wants what a test tells it to want, and has the faults that a test gives it. */
final class FakeManager implements AutoCloseable {

    private static final String SECRET = "let-me-in-let-me-in";
    private static final TestAuthority AUTHORITY = new TestAuthority();
    private static final SSLContext TLS = AUTHORITY.manager(new GeneralName(GeneralName.iPAddress, "127.0.0.1"));

    /** The token for every manager of the tests. */
    static final JoinToken TOKEN = new JoinToken(AUTHORITY.fingerprint(), SECRET);

    private final JsonMapper json = JsonMapper.shared();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final int port;
    private HttpsServer http;

    final List<HostReport> reports = new CopyOnWriteArrayList<>();
    final List<JoinRequest> joins = new CopyOnWriteArrayList<>();
    final List<RenewalRequest> renewals = new CopyOnWriteArrayList<>();

    /** The certificates that the polls came with, by serial number, the last one last. */
    final List<String> serials = new CopyOnWriteArrayList<>();

    /** How long ago the next certificate began; its life is 30 days. */
    volatile Duration age = Duration.ofDays(1);

    final AtomicInteger polls = new AtomicInteger();
    final AtomicInteger repliesToLose = new AtomicInteger();
    volatile int status;

    /** Decides of each report: the answer with status 400, or empty if the report is taken. */
    volatile Function<HostReport, Optional<String>> rejection = report -> Optional.empty();

    /** The start in the report of another agent with the same credential, or null. */
    volatile @Nullable Instant otherStart;

    /** The wish for streams to libvirt that the manager has beside its orders, or null for none. */
    volatile @Nullable Boolean wantsLibvirt;

    /** The wish for streams to libvirt that the last poll knew. */
    volatile boolean knownLibvirtWanted;

    /** True if the manager asks for a report in each answer to a poll. */
    volatile boolean wantsReport;

    private DesiredState desired = new DesiredState(0, List.of(), List.of(), 0);

    FakeManager() throws IOException {
        http = serve(0);
        port = http.getAddress().getPort();
    }

    URI uri() {
        return URI.create("https://127.0.0.1:" + port);
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

    private HttpsServer serve(int atPort) throws IOException {
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), atPort), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(TLS) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters asked = TLS.getDefaultSSLParameters();
                asked.setProtocols(new String[] {"TLSv1.3"});
                asked.setWantClientAuth(true);
                parameters.setSSLParameters(asked);
            }
        });
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
            if (wantsReport) {
                exchange.getResponseHeaders().set(HostReport.WANTED_HEADER, "true");
            }
            Boolean libvirt = wantsLibvirt;
            if (reply.status() == 204 && libvirt != null) {
                exchange.getResponseHeaders().set(DesiredState.LIBVIRT_HEADER, libvirt.toString());
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
        if (path.equals("/agent/v1/join")) {
            JoinRequest request = json.readValue(body, JoinRequest.class);
            joins.add(request);
            return request.token().equals(SECRET)
                    ? new Reply(200, grant(request.certificateRequest()))
                    : new Reply(403, problem("wrong-join-token"));
        }
        Optional<String> serial = serial(exchange);
        if (serial.isEmpty()) {
            return new Reply(401, problem("certificate-missing"));
        }
        serials.add(serial.get());
        if (path.endsWith("/certificates")) {
            RenewalRequest request = json.readValue(body, RenewalRequest.class);
            renewals.add(request);
            return new Reply(200, grant(request.certificateRequest()));
        }
        if (path.endsWith("/reports")) {
            return report(json.readValue(body, HostReport.class));
        }
        return poll(exchange.getRequestURI().getQuery());
    }

    private CertificateGrant grant(String request) {
        String certificate = AUTHORITY.ofHost(
                TestAuthority.requested(request), age, Duration.ofDays(30).minus(age));
        return new CertificateGrant("host-1", certificate, List.of(AUTHORITY.rootPem()));
    }

    private static Map<String, String> problem(String code) {
        return Map.of("type", "urn:bailiff:problem:" + code, "detail", "no", "remedy", "none");
    }

    private static Optional<String> serial(HttpExchange exchange) {
        try {
            X509Certificate shown =
                    (X509Certificate) ((HttpsExchange) exchange).getSSLSession().getPeerCertificates()[0];
            return Optional.of(shown.getSerialNumber().toString(16));
        } catch (SSLPeerUnverifiedException none) {
            return Optional.empty();
        }
    }

    private Reply report(HostReport report) {
        Instant other = otherStart;
        if (other != null && report.agentStart().isBefore(other)) {
            return new Reply(409, Map.of("agentStart", other.toString()));
        }
        Optional<String> field = rejection.apply(report);
        if (field.isPresent()) {
            return new Reply(
                    400, Map.of("type", "urn:bailiff:problem:invalid-field", "detail", "no", "field", field.get()));
        }
        reports.add(report);
        return new Reply(204, "");
    }

    private synchronized Reply poll(String query) throws InterruptedException {
        polls.incrementAndGet();
        knownLibvirtWanted = query.contains("libvirt=true");
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
