// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Serves simulated hosts over HTTP, on loopback only: the hosts' files for agents in other processes, the guests for a
 * hypervisor client, and a shell for an administrator. A simulated host therefore outlives the host's agent.
 *
 * <p>Each call has its own thread: a write may wait as long as the simulated kernel does.
 */
public final class SimServer implements AutoCloseable {

    private final HttpServer http;
    private final ExecutorService threads;
    private final Map<String, SimMachine> machines;
    private final FileAccessListener listener;

    private SimServer(HttpServer http, Map<String, SimMachine> machines, FileAccessListener listener) {
        this.http = http;
        this.machines = machines;
        this.listener = listener;
        this.threads = Executors.newCachedThreadPool(new DaemonThreads());
    }

    /**
     * Starts the server.
     *
     * @param port a port of the loopback interface, or 0 for any
     */
    public static SimServer start(int port, List<SimMachine> machines, FileAccessListener listener) throws IOException {
        Map<String, SimMachine> byName = new TreeMap<>();
        machines.forEach(machine -> byName.put(machine.host().name(), machine));
        sendAtOnce();
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        SimServer server = new SimServer(http, byName, listener);
        http.setExecutor(server.threads);
        http.createContext("/", server::handle);
        http.start();
        return server;
    }

    /** Returns the server's port. */
    public int port() {
        return http.getAddress().getPort();
    }

    /** Returns the value of an agent's {@code --sim} option for a host. */
    public URI host(String name) {
        return URI.create("http://127.0.0.1:" + port() + "/hosts/" + name);
    }

    @Override
    public void close() {
        http.stop(0);
        threads.shutdownNow();
    }

    /**
     * Sets TCP_NODELAY for the JDK's server. The server writes head and body separately; without the option the body waits 40
     * ms for the acknowledgement of the head.
     */
    private static void sendAtOnce() {
        String property = "sun.net.httpserver.nodelay";
        System.setProperty(property, System.getProperty(property, "true"));
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            HttpReply reply = answer(HttpCall.read(exchange));
            if (reply.answered()) {
                send(exchange, reply);
            }
        }
    }

    private HttpReply answer(HttpCall call) throws IOException {
        try {
            return route(call);
        } catch (IllegalArgumentException nonsense) {
            return HttpReply.error(400, "REFUSED", String.valueOf(nonsense.getMessage()));
        } catch (GuestException failure) {
            return HttpReply.error(status(failure.code()), failure.code().name(), String.valueOf(failure.getMessage()));
        } catch (HostCrashedException crash) {
            return HttpReply.error(503, "UNREACHABLE", String.valueOf(crash.getMessage()));
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("The server is stopping");
        }
    }

    private HttpReply route(HttpCall call) throws GuestException, InterruptedException {
        List<String> path = call.path();
        if (path.equals(List.of("hosts"))) {
            return HttpReply.ok(machines.keySet());
        }
        SimMachine machine = path.size() < 3 ? null : machines.get(path.get(1));
        if (machine == null) {
            return HttpReply.error(
                    404,
                    "REFUSED",
                    "The hosts are " + machines.keySet()
                            + ", each with /files, /guests, /events, /kernel, /shell, /claims, /processes");
        }
        return switch (path.get(2)) {
            case "files" -> file(machine, call);
            case "kernel" -> HttpReply.ok(KernelView.of(machine.host().kernel(), call.number("after", 0)));
            case "guests" -> {
                machine.host().kernel().requireAlive();
                yield GuestRoutes.answer(machine.guests(), call, path.subList(3, path.size()));
            }
            case "shell" -> ProcessRoutes.shell(machine.host(), call);
            case "claims" -> ProcessRoutes.claim(machine.host(), call);
            case "processes" -> ProcessRoutes.processes(machine.host().processes(), call, path.subList(3, path.size()));
            case "events" -> GuestRoutes.events(machine.guests(), call);
            default -> HttpReply.error(404, "REFUSED", "No such part of a host: " + path.get(2));
        };
    }

    private HttpReply file(SimMachine machine, HttpCall call) {
        FileRequest request = call.body(FileRequest.class);
        if (!listener.before(machine.host().name(), request)) {
            return HttpReply.none();
        }
        FileReply reply = FileCalls.answer(machine.host().files(), request);
        listener.after(machine.host().name(), request, reply);
        return HttpReply.ok(reply);
    }

    private static int status(GuestException.Code code) {
        return switch (code) {
            case NO_GUEST -> 404;
            case WRONG_STATE, REFUSED, BUSY -> 409;
        };
    }

    private static void send(HttpExchange exchange, HttpReply reply) throws IOException {
        byte[] body = HttpCall.JSON.writeValueAsBytes(reply.body());
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(reply.status(), body.length);
        exchange.getResponseBody().write(body);
    }

    /** Daemon threads do not keep the process alive: a thread may wait forever in the simulated kernel. */
    private static final class DaemonThreads implements java.util.concurrent.ThreadFactory {

        private final AtomicLong count = new AtomicLong();

        @Override
        public Thread newThread(Runnable work) {
            Thread thread = new Thread(work, "simulation-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        }
    }
}
