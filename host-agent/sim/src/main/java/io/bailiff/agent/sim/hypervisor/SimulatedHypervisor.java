// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim.hypervisor;

import io.bailiff.libvirt.ConnectionStatus;
import io.bailiff.libvirt.DetachRequest;
import io.bailiff.libvirt.Guest;
import io.bailiff.libvirt.Hypervisor;
import io.bailiff.libvirt.HypervisorEvent;
import io.bailiff.libvirt.HypervisorException;
import io.bailiff.libvirt.HypervisorException.Code;
import io.bailiff.libvirt.MissingParts;
import io.bailiff.libvirt.connection.Backoff;
import io.bailiff.libvirt.connection.ConnectionSupervisor;
import io.bailiff.libvirt.connection.EventDispatcher;
import io.bailiff.libvirt.xml.HostDevice;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** The libvirt of a simulated host, reached by {@code sim://127.0.0.1:PORT/host}. */
final class SimulatedHypervisor implements Hypervisor {

    private final EventDispatcher dispatcher;
    private final ConnectionSupervisor<SimulatedSession> supervisor;

    private SimulatedHypervisor(EventDispatcher dispatcher, ConnectionSupervisor<SimulatedSession> supervisor) {
        this.dispatcher = dispatcher;
        this.supervisor = supervisor;
    }

    /**
     * Opens a connection in the background.
     *
     * @param uri {@code sim://127.0.0.1:PORT/host}
     */
    static SimulatedHypervisor open(URI uri, Backoff backoff, Clock clock) {
        SimulationClient client = new SimulationClient(uri);
        EventDispatcher dispatcher = new EventDispatcher(uri.toString());
        ConnectionSupervisor<SimulatedSession> supervisor = new ConnectionSupervisor<>(
                uri.toString(),
                listener -> SimulatedSession.open(client, uri.toString(), listener),
                dispatcher,
                backoff,
                clock);
        supervisor.start();
        return new SimulatedHypervisor(dispatcher, supervisor);
    }

    @Override
    public ConnectionStatus status() {
        return supervisor.status();
    }

    @Override
    public List<Guest> guests() throws HypervisorException {
        return call(SimulatedHypervisor::guests);
    }

    @Override
    public Optional<Guest> guest(UUID uuid) throws HypervisorException {
        return find(guest -> guest.uuid().equals(uuid));
    }

    @Override
    public Optional<Guest> guest(String name) throws HypervisorException {
        return find(guest -> guest.name().equals(name));
    }

    @Override
    public void attach(UUID guest, HostDevice device) throws HypervisorException {
        String alias =
                device.alias().orElseThrow(() -> new IllegalArgumentException("The device has no alias: " + device));
        MissingParts missing = missing(guest, device);
        if (missing.none()) {
            return;
        }
        command(client -> client.post(
                path(guest, "/devices"), new NewDevice(alias, device.address(), missing.live(), missing.definition())));
        if (!missing(guest, device).none()) {
            throw new HypervisorException(
                    Code.REFUSED, "The simulation reported success, but the guest does not have " + device);
        }
    }

    @Override
    public DetachRequest requestDetach(UUID guest, String alias) throws HypervisorException {
        return call(client -> client.post(path(guest, "/devices/" + encoded(alias) + "/detach"), null, Detached.class)
                .result());
    }

    @Override
    public void removeFromDefinition(UUID guest, String alias) throws HypervisorException {
        command(client -> client.delete(path(guest, "/definition/devices/" + encoded(alias))));
    }

    @Override
    public void shutdown(UUID guest) throws HypervisorException {
        command(client -> client.post(path(guest, "/shutdown"), null));
    }

    @Override
    public void destroy(UUID guest, boolean graceful) throws HypervisorException {
        command(client -> client.post(path(guest, "/destroy?graceful=" + graceful), null));
    }

    @Override
    public void suspend(UUID guest) throws HypervisorException {
        command(client -> client.post(path(guest, "/suspend"), null));
    }

    @Override
    public void resume(UUID guest) throws HypervisorException {
        command(client -> client.post(path(guest, "/resume"), null));
    }

    @Override
    public void wake(UUID guest) throws HypervisorException {
        command(client -> client.post(path(guest, "/wake"), null));
    }

    @Override
    public void start(UUID guest) throws HypervisorException {
        command(client -> client.post(path(guest, "/start"), null));
    }

    @Override
    public Subscription subscribe(Consumer<HypervisorEvent> listener) {
        return dispatcher.subscribe(listener);
    }

    @Override
    public void close() {
        supervisor.close();
        dispatcher.close();
    }

    private Optional<Guest> find(Predicate<Guest> wanted) throws HypervisorException {
        return guests().stream().filter(wanted).findFirst();
    }

    private MissingParts missing(UUID guest, HostDevice device) throws HypervisorException {
        Guest now = guest(guest)
                .orElseThrow(() -> new HypervisorException(Code.NO_GUEST, "The simulation has no guest " + guest));
        return MissingParts.of(now, device);
    }

    private static List<Guest> guests(SimulationClient client) throws HypervisorException {
        return List.of(client.get("/guests", Duration.ZERO, Guest[].class));
    }

    private void command(Command command) throws HypervisorException {
        call(client -> {
            command.on(client);
            return true;
        });
    }

    private <T> T call(Call<T> call) throws HypervisorException {
        return supervisor.call(session -> {
            try {
                return call.on(session.client());
            } catch (HypervisorException e) {
                if (e.code() == Code.UNREACHABLE && !Thread.currentThread().isInterrupted()) {
                    session.broken(e);
                }
                throw e;
            }
        });
    }

    private static String path(UUID guest, String rest) {
        return "/guests/" + guest + rest;
    }

    private static String encoded(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** A device to add: to the running guest, to the guest's definition, or to both in a single call. */
    private record NewDevice(String alias, String address, boolean live, boolean config) {}

    private record Detached(DetachRequest result) {}

    @FunctionalInterface
    private interface Call<T> {
        T on(SimulationClient client) throws HypervisorException;
    }

    @FunctionalInterface
    private interface Command {
        void on(SimulationClient client) throws HypervisorException;
    }
}
