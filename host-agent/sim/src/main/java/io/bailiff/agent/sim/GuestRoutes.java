// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import io.bailiff.agent.api.PciAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The hypervisor's part of the protocol: the paths below {@code /hosts/{host}/guests} and {@code /events}. libvirt's requests to a
 * guest are {@code POST /guests/UUID/} followed by {@code devices}, {@code devices/ALIAS/detach}, {@code shutdown}, {@code destroy},
 * {@code suspend}, {@code resume}, {@code wake} or {@code start}. Actions outside the manager bring a guest into a state:
 *
 * <ul>
 *   <li>{@code sleep}: the guest suspends itself to RAM (SUSPENDED, until {@code wake});
 *   <li>{@code crash}: the guest's kernel panics (CRASHED);
 *   <li>{@code power-off}: the guest powers off, and the process does not end (SHUTTING_DOWN, until {@code destroy});
 *   <li>{@code save}: the guest is saved to an image (SAVED, until {@code start});
 *   <li>{@code begin-start}: libvirt starts the guest (STARTING, until {@code finish-start} or {@code destroy}).
 * </ul>
 */
final class GuestRoutes {

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

    private GuestRoutes() {}

    /**
     * A device to attach.
     *
     * @param alias the device's alias
     * @param address the function
     * @param live true if the running guest gets the device
     * @param config true if the guest's definition gets the device
     */
    record Attachment(String alias, String address, boolean live, boolean config) {
        Attachment {
            if (alias == null || address == null) {
                throw new IllegalArgumentException("\"alias\" or \"address\" is missing");
            }
        }
    }

    /**
     * Events, with the position for the next request.
     *
     * @param next the value of {@code after} for the next request
     * @param events the events after the requested number
     */
    record Events(long next, List<GuestEvent> events) {}

    /** @param path the part of the path after {@code guests} */
    static HttpReply answer(SimGuests guests, HttpCall call, List<String> path) throws GuestException {
        if (path.isEmpty()) {
            return call.is("GET") ? HttpReply.ok(guests.all()) : HttpReply.error(405, "REFUSED", "GET only");
        }
        UUID guest = uuid(path.get(0));
        String action = call.method() + " " + String.join("/", path.subList(1, path.size()));
        return switch (action) {
            case "GET " -> HttpReply.ok(guests.guest(guest));
            case "POST devices" -> attach(guests, guest, call.body(Attachment.class));
            case "POST shutdown" -> done(() -> guests.shutdown(guest));
            case "POST destroy" -> done(() -> guests.destroy(guest, call.flag("graceful")));
            case "POST suspend" -> done(() -> guests.suspend(guest));
            case "POST resume" -> done(() -> guests.resume(guest));
            case "POST wake" -> done(() -> guests.wake(guest));
            case "POST start" -> done(() -> guests.start(guest));
            case "POST sleep" -> done(() -> guests.control().sleep(guest));
            case "POST crash" -> done(() -> guests.control().crash(guest));
            case "POST power-off" -> done(() -> guests.control().powerOff(guest));
            case "POST save" -> done(() -> guests.control().save(guest));
            case "POST begin-start" -> done(() -> guests.control().beginStart(guest));
            case "POST finish-start" -> done(() -> guests.control().finishStart(guest));
            default -> deviceAction(guests, guest, call, path.subList(1, path.size()));
        };
    }

    static HttpReply events(SimGuests guests, HttpCall call) throws InterruptedException {
        long after = call.number("after", 0);
        Duration wait = Duration.ofMillis(Math.min(call.number("waitMillis", 0), LONGEST_WAIT.toMillis()));
        List<GuestEvent> events = guests.events().await(after, wait);
        long next = events.isEmpty() ? after : events.get(events.size() - 1).seq();
        return HttpReply.ok(new Events(next, events));
    }

    private static HttpReply deviceAction(SimGuests guests, UUID guest, HttpCall call, List<String> path)
            throws GuestException {
        if (call.is("POST")
                && path.size() == 3
                && path.get(0).equals("devices")
                && path.get(2).equals("detach")) {
            return HttpReply.ok(Map.of("result", guests.requestDetach(guest, path.get(1))));
        }
        if (call.is("DELETE") && path.size() == 3 && path.subList(0, 2).equals(List.of("definition", "devices"))) {
            return done(() -> guests.removeFromDefinition(guest, path.get(2)));
        }
        return HttpReply.error(404, "REFUSED", "No such action: " + call.method() + " " + String.join("/", path));
    }

    private static HttpReply attach(SimGuests guests, UUID guest, Attachment attachment) throws GuestException {
        PciAddress address;
        try {
            address = PciAddress.parse(attachment.address());
        } catch (IllegalArgumentException notOne) {
            throw new GuestException(GuestException.Code.REFUSED, String.valueOf(notOne.getMessage()));
        }
        Affected affected = Affected.of(attachment.live(), attachment.config());
        return done(() -> guests.attach(guest, attachment.alias(), address, affected));
    }

    private static UUID uuid(String text) throws GuestException {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException notOne) {
            throw new GuestException(
                    GuestException.Code.NO_GUEST, "Domain not found: no domain with matching uuid '" + text + "'");
        }
    }

    private static HttpReply done(Action action) throws GuestException {
        action.run();
        return HttpReply.ok(Map.of());
    }

    /** A piece of work without a result. */
    private interface Action {
        void run() throws GuestException;
    }
}
