// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.guest;

import io.bailiff.manager.api.GuestView;
import io.bailiff.manager.host.Host;
import io.bailiff.manager.host.Hosts;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
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

    @GetMapping("/api/v1/hosts/{host}/guests")
    List<GuestView> guests(@PathVariable String host) {
        Host known = hosts.require(host);
        try {
            return guests.all(known.id()).stream().map(GuestViews::of).toList();
        } catch (GuestException notNow) {
            throw HypervisorProblem.of(known.name(), notNow).exception();
        }
    }
}
