// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.fleet;

import io.bailiff.manager.api.CordonView;
import io.bailiff.manager.api.ReasonRequest;
import io.bailiff.manager.audit.Requester;
import io.bailiff.manager.host.Cordon;
import io.bailiff.manager.host.Cordons;
import io.bailiff.manager.host.Host;
import io.bailiff.manager.host.Hosts;
import io.bailiff.manager.problem.Fields;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Keeps new assignments away from a host. Live assignments of the host stay. */
@RestController
@RequestMapping("/api/v1/hosts/{name}")
class CordonController {

    private final Hosts hosts;
    private final Cordons cordons;

    CordonController(Hosts hosts, Cordons cordons) {
        this.hosts = hosts;
        this.cordons = cordons;
    }

    @PostMapping("/cordon")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void cordon(@PathVariable String name, @RequestBody ReasonRequest body, HttpServletRequest http) {
        Host host = hosts.require(name);
        cordons.cordon(host.id(), actor(body, http), Fields.text(body.reason(), "reason"));
    }

    /**
     * Ends an operator's cordon. Answers 204 if the host gets assignments again, 200 with the remaining reasons of the cordon. Answers 409
     * if only fences cordon the host; then nothing has changed.
     */
    @PostMapping("/uncordon")
    ResponseEntity<CordonView> uncordon(
            @PathVariable String name, @RequestBody ReasonRequest body, HttpServletRequest http) {
        Host host = hosts.require(name);
        Cordon left = cordons.uncordon(host.id(), actor(body, http), Fields.text(body.reason(), "reason"));
        return left.stands()
                ? ResponseEntity.ok(view(left))
                : ResponseEntity.noContent().build();
    }

    private static CordonView view(Cordon cordon) {
        return new CordonView(cordon.text(), cordon.conflicts(), "Repair the host, then " + cordon.unfence() + ".");
    }

    private static String actor(ReasonRequest body, HttpServletRequest http) {
        return new Requester(Fields.optionalText(body.by(), "by", 253), http.getRemoteAddr()).actor();
    }
}
