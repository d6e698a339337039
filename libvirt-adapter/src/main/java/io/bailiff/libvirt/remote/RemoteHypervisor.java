// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.remote;

import io.bailiff.libvirt.ConnectionSettings;
import io.bailiff.libvirt.ConnectionStatus;
import io.bailiff.libvirt.DetachRequest;
import io.bailiff.libvirt.Guest;
import io.bailiff.libvirt.Hypervisor;
import io.bailiff.libvirt.HypervisorEvent;
import io.bailiff.libvirt.HypervisorException;
import io.bailiff.libvirt.connection.Backoff;
import io.bailiff.libvirt.connection.ConnectionSupervisor;
import io.bailiff.libvirt.connection.EventDispatcher;
import io.bailiff.libvirt.connection.TimeLimit;
import io.bailiff.libvirt.xml.HostDevice;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/** The libvirt of a host, by libvirt's remote protocol or, for {@code test:} and {@code qemu:///embed}, inside the process. */
public final class RemoteHypervisor implements Hypervisor {

    /** {@code VIR_DOMAIN_DESTROY_GRACEFUL}: SIGTERM only. */
    private static final int DESTROY_GRACEFULLY = 1;

    private final ConnectionSettings settings;
    private final EventDispatcher dispatcher;
    private final ConnectionSupervisor<LibvirtSession> supervisor;
    private final TimeLimit time;

    private RemoteHypervisor(
            ConnectionSettings settings,
            EventDispatcher dispatcher,
            ConnectionSupervisor<LibvirtSession> supervisor,
            TimeLimit time) {
        this.settings = settings;
        this.dispatcher = dispatcher;
        this.supervisor = supervisor;
        this.time = time;
    }

    /**
     * Opens a connection in the background.
     *
     * @throws IllegalStateException if libvirt's client library is not installed on the machine
     */
    static RemoteHypervisor open(String uri, ConnectionSettings settings, Backoff backoff, Clock clock) {
        LibvirtLibrary.ready();
        EventDispatcher dispatcher = new EventDispatcher(uri);
        TimeLimit time = new TimeLimit(uri);
        dispatcher.subscribe(event -> {
            if (event instanceof HypervisorEvent.Disconnected lost) {
                time.connectionLost(lost.reason());
            }
        });
        ConnectionSupervisor<LibvirtSession> supervisor =
                new ConnectionSupervisor<>(uri, new LibvirtConnector(uri, settings), dispatcher, backoff, clock);
        supervisor.start();
        return new RemoteHypervisor(settings, dispatcher, supervisor, time);
    }

    @Override
    public ConnectionStatus status() {
        return supervisor.status();
    }

    @Override
    public List<Guest> guests() throws HypervisorException {
        return call(GuestList::read);
    }

    @Override
    public Optional<Guest> guest(UUID uuid) throws HypervisorException {
        return call(connection -> ifThere(() -> read(connection, uuid)));
    }

    @Override
    public Optional<Guest> guest(String name) throws HypervisorException {
        return call(connection -> ifThere(() -> read(connection, GuestNames.uuidOf(connection, name))));
    }

    @Override
    public void attach(UUID guest, HostDevice device) throws HypervisorException {
        on(guest, settings.attachLimit(), domain -> new Attachment(domain, device).make());
    }

    @Override
    public DetachRequest requestDetach(UUID guest, String alias) throws HypervisorException {
        return call(connection -> {
            try (DomainHandle domain = DomainHandle.lookUp(connection, guest)) {
                return Detachment.request(domain, alias);
            }
        });
    }

    @Override
    public void removeFromDefinition(UUID guest, String alias) throws HypervisorException {
        on(guest, domain -> Detachment.removeFromDefinition(domain, alias));
    }

    @Override
    public void shutdown(UUID guest) throws HypervisorException {
        on(guest, DomainHandle::shutdown);
    }

    @Override
    public void destroy(UUID guest, boolean graceful) throws HypervisorException {
        on(guest, domain -> domain.destroy(graceful ? DESTROY_GRACEFULLY : 0));
    }

    @Override
    public void suspend(UUID guest) throws HypervisorException {
        on(guest, DomainHandle::suspend);
    }

    @Override
    public void resume(UUID guest) throws HypervisorException {
        on(guest, DomainHandle::resume);
    }

    @Override
    public void wake(UUID guest) throws HypervisorException {
        on(guest, DomainHandle::wake);
    }

    @Override
    public void start(UUID guest) throws HypervisorException {
        on(guest, settings.attachLimit(), DomainHandle::start);
    }

    @Override
    public Subscription subscribe(Consumer<HypervisorEvent> listener) {
        return dispatcher.subscribe(listener);
    }

    @Override
    public void close() {
        time.close();
        supervisor.close();
        dispatcher.close();
    }

    private <T> T call(Calls.Call<T> call) throws HypervisorException {
        return call(settings.callLimit(), call);
    }

    private <T> T call(Duration limit, Calls.Call<T> call) throws HypervisorException {
        return time.within(limit, () -> supervisor.call(session -> session.call(call)));
    }

    private void on(UUID guest, DomainCall call) throws HypervisorException {
        on(guest, settings.callLimit(), call);
    }

    private void on(UUID guest, Duration limit, DomainCall call) throws HypervisorException {
        call(limit, connection -> {
            try (DomainHandle domain = DomainHandle.lookUp(connection, guest)) {
                call.on(domain);
                return true;
            }
        });
    }

    private static Guest read(CallConnection connection, UUID guest) throws LibvirtFailure, HypervisorException {
        try (DomainHandle domain = DomainHandle.lookUp(connection, guest)) {
            return GuestReader.read(domain, new Networks(connection));
        }
    }

    /** Returns empty only for libvirt's own "no such domain"; every other failure is thrown. */
    private static Optional<Guest> ifThere(GuestLookup lookup) throws LibvirtFailure, HypervisorException {
        try {
            return Optional.of(lookup.find());
        } catch (LibvirtFailure e) {
            if (e.is(LibvirtError.NO_DOMAIN)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    @FunctionalInterface
    private interface DomainCall {
        void on(DomainHandle domain) throws LibvirtFailure, HypervisorException;
    }

    @FunctionalInterface
    private interface GuestLookup {
        Guest find() throws LibvirtFailure, HypervisorException;
    }
}
