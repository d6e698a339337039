// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.guest;

import io.bailiff.libvirt.Guest;
import io.bailiff.manager.api.GuestView;
import io.bailiff.manager.api.Page;
import io.bailiff.manager.host.Host;
import io.bailiff.manager.host.Hosts;
import io.bailiff.manager.page.PageRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The guests of a host, for operators. */
@RestController
class GuestController {

    private final Hosts hosts;
    private final Guests guests;

    GuestController(Hosts hosts, Guests guests) {
        this.hosts = hosts;
        this.guests = guests;
    }

    /** Returns the guests in the order of their names. */
    @GetMapping("/api/v1/hosts/{host}/guests")
    Page<GuestView> guests(
            @PathVariable String host,
            @RequestParam(required = false) @Nullable String limit,
            @RequestParam(required = false) @Nullable String cursor) {
        Host known = hosts.require(host);
        PageRequest page = PageRequest.of(limit, cursor, "guests", known.id());
        try {
            Page<Guest> found = page.pageOf(guests.all(known.id()), Guest::name);
            return found.with(found.items().stream().map(GuestViews::of).toList());
        } catch (GuestException notNow) {
            throw HypervisorProblem.of(known.name(), notNow).exception();
        }
    }
}
