// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

import io.bailiff.agent.api.GroupUse;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.sim.GuestBehaviour;
import io.bailiff.agent.sim.GuestEvent;
import io.bailiff.agent.sim.GuestProcesses;
import io.bailiff.agent.sim.GuestTimings;
import io.bailiff.agent.sim.ManualClock;
import io.bailiff.agent.sim.SimGuests;
import io.bailiff.libvirt.Guest;
import io.bailiff.libvirt.HypervisorEvent;
import io.bailiff.libvirt.HypervisorException;
import io.bailiff.libvirt.HypervisorException.Code;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The libvirt of a simulated host whose guests do everything at once, with faults where a test wants them. */
public final class TestHypervisor extends DirectHypervisor {

    private static final GuestTimings AT_ONCE = GuestTimings.instant().withUnplugGuard(Duration.ZERO);

    private final ManualClock clock;
    private final SimGuests guests;
    private final Map<UUID, TestGuest> handles = new ConcurrentHashMap<>();
    private final List<Consumer<HypervisorEvent>> listeners = new CopyOnWriteArrayList<>();
    private final List<Runnable> onChange = new CopyOnWriteArrayList<>();
    private final AtomicInteger attaches = new AtomicInteger();
    private final ExecutorService events = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "simulated-libvirt-events");
        thread.setDaemon(true);
        return thread;
    });

    private final AtomicReference<Runnable> atNextCall = new AtomicReference<>(() -> {});
    private volatile boolean reachable = true;
    private volatile int refusedAttach = -1;
    private volatile @Nullable HypervisorException refusal;
    private volatile Gate gate = Gate.OPEN;
    private long delivered;

    private TestHypervisor(ManualClock clock, SimGuests guests) {
        super(guests);
        this.clock = clock;
        this.guests = guests;
    }

    static TestHypervisor of(String host) {
        ManualClock clock = new ManualClock();
        return new TestHypervisor(clock, new SimGuests(host, GuestProcesses.withoutKernel(), AT_ONCE, clock));
    }

    /** Stops a caller before a call has taken effect, or after. */
    interface Gate {
        Gate OPEN = new Gate() {};

        /** Recorded, but not taken. */
        default void before(Call call) {}

        /** Taken, but not recorded as taken. */
        default void after(Call call) {}

        /** All guests of the host are about to be listed. */
        default void beforeList() {}
    }

    TestGuest guest(String name, GuestBehaviour behaviour) {
        return guest(UUID.randomUUID(), name, behaviour);
    }

    TestGuest guest(UUID uuid, String name, GuestBehaviour behaviour) {
        guests.define(uuid, name, behaviour);
        TestGuest guest = new TestGuest(this, uuid, name);
        handles.put(uuid, guest);
        return guest;
    }

    /** The simulation behind it. */
    SimGuests simulation() {
        return guests;
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

    /** Whether some guest has this function open. */
    boolean isOpen(String address) {
        return guests.control().isOpen(PciAddress.parse(address));
    }

    /** The processes of guests that have this function open, as an agent reports them. */
    List<GroupUse.Holder> holders(String address) {
        return guests.control().openers(PciAddress.parse(address)).stream()
                .map(opener -> new GroupUse.Holder(
                        opener.pid(),
                        "qemu-system-x86",
                        opener.name(),
                        opener.guest().toString(),
                        opener.pid() * 100))
                .toList();
    }

    /** Has guests do what they do at once, and tells of it. */
    void settle() {
        clock.advance(Duration.ZERO);
        for (GuestEvent event : undelivered()) {
            onChange.forEach(Runnable::run);
            publish(translated(event));
        }
    }

    /** Returns the events that nobody has been told of; they are not told of again. */
    synchronized List<GuestEvent> undelivered() {
        List<GuestEvent> fresh = guests.events().after(delivered);
        delivered += fresh.size();
        return fresh;
    }

    private static HypervisorEvent translated(GuestEvent event) {
        return switch (event.type()) {
            case GuestChanged ->
                new HypervisorEvent.GuestChanged(event.guest(), event.name(), String.valueOf(event.what()));
            case DeviceAdded -> new HypervisorEvent.DeviceAdded(event.guest(), String.valueOf(event.alias()));
            case DeviceRemoved -> new HypervisorEvent.DeviceRemoved(event.guest(), String.valueOf(event.alias()));
        };
    }

    private void publish(HypervisorEvent event) {
        events.execute(() -> listeners.forEach(listener -> listener.accept(event)));
    }

    /** Done once, by the next call of the manager and before the call. */
    void atNextCall(Runnable action) {
        atNextCall.set(action);
    }

    @Override
    public List<Guest> guests() throws HypervisorException {
        gate.beforeList();
        return super.guests();
    }

    @Override
    protected void requireReachable() throws HypervisorException {
        atNextCall.getAndSet(() -> {}).run();
        if (!reachable) {
            throw new HypervisorException(Code.UNREACHABLE, "unplugged by the test");
        }
    }

    @Override
    protected <T> T around(Request request, Operation<T> operation) throws HypervisorException {
        requireReachable();
        if (request.call() == Call.ATTACH) {
            refuseIfChosen();
        }
        if (request.call() == Call.DETACH && handles.containsKey(request.guest())) {
            handles.get(request.guest()).asked();
        }
        gate.before(request.call());
        T answer;
        try {
            answer = simulated(operation);
        } finally {
            settle();
        }
        gate.after(request.call());
        return answer;
    }

    private void refuseIfChosen() throws HypervisorException {
        HypervisorException with = refusal;
        if (attaches.incrementAndGet() == refusedAttach && with != null) {
            throw with;
        }
    }

    @Override
    public Subscription subscribe(Consumer<HypervisorEvent> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }
}
