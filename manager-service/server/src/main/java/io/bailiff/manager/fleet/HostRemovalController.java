// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.fleet;

import io.bailiff.manager.audit.Requester;
import io.bailiff.manager.host.Hosts;
import io.bailiff.manager.problem.Fields;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The removal of hosts from the fleet. */
@RestController
@RequestMapping("/api/v1/hosts/{name}")
class HostRemovalController {

    private static final int LONGEST_REASON = 2000;

    private final Hosts hosts;
    private final HostRemoval removal;

    HostRemovalController(Hosts hosts, HostRemoval removal) {
        this.hosts = hosts;
        this.removal = removal;
    }

    @DeleteMapping
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void remove(
            @PathVariable String name,
            @RequestParam(required = false) @Nullable String reason,
            @RequestParam(required = false) @Nullable Boolean force,
            @RequestParam(required = false) @Nullable String by,
            HttpServletRequest http) {
        String actor = new Requester(Fields.optionalText(by, "by", 253), http.getRemoteAddr()).actor();
        removal.remove(
                hosts.require(name), Boolean.TRUE.equals(force), actor, Fields.text(reason, "reason", LONGEST_REASON));
    }
}
