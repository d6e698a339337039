package io.bailiff.manager;

import io.bailiff.libvirt.ConnectionStatus;
import io.bailiff.libvirt.DetachRequest;
import io.bailiff.libvirt.Guest;
import io.bailiff.libvirt.Hypervisor;
import io.bailiff.libvirt.HypervisorEvent;
import io.bailiff.libvirt.HypervisorException;
import io.bailiff.libvirt.HypervisorException.Code;
import io.bailiff.libvirt.xml.HostDevice;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A host's libvirt in memory, with guests that behave in different ways, and faults where a test wants them. */
public final class FakeHypervisor implements Hypervisor {

    private final Map<UUID, FakeGuest> guests = new ConcurrentHashMap<>();
    private final List<Consumer<HypervisorEvent>> listeners = new CopyOnWriteArrayList<>();
    private final List<Runnable> onChange = new CopyOnWriteArrayList<>();
    private final AtomicInteger runs = new AtomicInteger();
    private final AtomicInteger attaches = new AtomicInteger();
    private final ExecutorService events = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "fake-libvirt-events");
        thread.setDaemon(true);
        return thread;
    });

    private volatile boolean reachable = true;
    private volatile int refusedAttach = -1;
    private volatile @Nullable HypervisorException refusal;
    private volatile Gate gate = Gate.OPEN;

    /** A call that a gate may stop. */
    enum Call {
        LOOK,
        ATTACH,
        DETACH,
        SHUTDOWN,
        DESTROY,
        SUSPEND
    }

    /** Stops a caller before a call has taken effect, or after. */
    interface Gate {
        Gate OPEN = new Gate() {};

        /** Recorded, but not taken. */
        default void before(Call call) {}

        /** Taken, but not recorded as taken. */
        default void after(Call call) {}
    }

    FakeGuest guest(String name, FakeGuest.Behaviour behaviour) {
        return guest(UUID.randomUUID(), name, behaviour);
    }

    FakeGuest guest(UUID uuid, String name, FakeGuest.Behaviour behaviour) {
        FakeGuest guest = new FakeGuest(this, uuid, name, behaviour);
        guests.put(guest.uuid(), guest);
        return guest;
    }

    String nextRun() {
        return String.valueOf(runs.incrementAndGet());
    }

    void reachable(boolean now) {
        reachable = now;
        publish(now ? new HypervisorEvent.Connected() : new HypervisorEvent.Disconnected("unplugged by the test"));
    }

    /** The n-th attach from now on, counted from 1, fails. */
    void refuseAttach(int nth, HypervisorException with) {
        refusal = with;
        refusedAttach = attaches.get() + nth;
    }

    void gate(Gate now) {
        gate = now;
    }

    /** Called after every change of who has what. */
    void onChange(Runnable listener) {
        onChange.add(listener);
    }

    void forget(FakeGuest guest) {
        guests.remove(guest.uuid());
    }

    /** Whether some guest has this function open. */
    boolean isOpen(String address) {
        return guests.values().stream()
                .flatMap(guest -> guest.open().stream())
                .anyMatch(device -> device.address().equals(address));
    }

    void changed(HypervisorEvent event) {
        onChange.forEach(Runnable::run);
        publish(event);
    }

    private void publish(HypervisorEvent event) {
        events.execute(() -> listeners.forEach(listener -> listener.accept(event)));
    }

    @Override
    public ConnectionStatus status() {
        return new ConnectionStatus(reachable, Instant.EPOCH, reachable ? "fake libvirt" : "unplugged by the test");
    }

    @Override
    public List<Guest> guests() throws HypervisorException {
        requireReachable();
        return guests.values().stream().map(FakeGuest::seen).toList();
    }

    @Override
    public Optional<Guest> guest(UUID uuid) throws HypervisorException {
        requireReachable();
        gate.before(Call.LOOK);
        Optional<Guest> seen = Optional.ofNullable(guests.get(uuid)).map(FakeGuest::seen);
        gate.after(Call.LOOK);
        return seen;
    }

    @Override
    public Optional<Guest> guest(String name) throws HypervisorException {
        requireReachable();
        return guests.values().stream()
                .filter(guest -> guest.name().equals(name))
                .findFirst()
                .map(FakeGuest::seen);
    }

    @Override
    public void attach(UUID guest, HostDevice device) throws HypervisorException {
        FakeGuest known = require(guest);
        if (attaches.incrementAndGet() == refusedAttach && refusal != null) {
            throw refusal;
        }
        gate.before(Call.ATTACH);
        known.attach(device);
        gate.after(Call.ATTACH);
    }

    @Override
    public DetachRequest requestDetach(UUID guest, String alias) throws HypervisorException {
        require(guest);
        gate.before(Call.DETACH);
        DetachRequest said = require(guest).requestDetach(alias);
        gate.after(Call.DETACH);
        return said;
    }

    @Override
    public void removeFromDefinition(UUID guest, String alias) throws HypervisorException {
        require(guest).undefine(alias);
    }

    @Override
    public void shutdown(UUID guest) throws HypervisorException {
        require(guest);
        gate.before(Call.SHUTDOWN);
        require(guest).shutdown();
        gate.after(Call.SHUTDOWN);
    }

    @Override
    public void destroy(UUID guest, boolean graceful) throws HypervisorException {
        require(guest);
        gate.before(Call.DESTROY);
        require(guest).signal(!graceful);
        gate.after(Call.DESTROY);
    }

    @Override
    public void suspend(UUID guest) throws HypervisorException {
        require(guest);
        gate.before(Call.SUSPEND);
        require(guest).suspend();
        gate.after(Call.SUSPEND);
    }

    @Override
    public Subscription subscribe(Consumer<HypervisorEvent> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** Ends nothing: the host lives on, and the next manager connects to it again. */
    @Override
    public void close() {}

    private void requireReachable() throws HypervisorException {
        if (!reachable) {
            throw new HypervisorException(Code.UNREACHABLE, "unplugged by the test");
        }
    }

    private FakeGuest require(UUID uuid) throws HypervisorException {
        requireReachable();
        FakeGuest guest = guests.get(uuid);
        if (guest == null) {
            throw new HypervisorException(Code.NO_GUEST, "no guest " + uuid);
        }
        return guest;
    }
}
