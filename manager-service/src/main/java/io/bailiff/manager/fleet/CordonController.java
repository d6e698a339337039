package io.bailiff.manager.fleet;

import io.bailiff.manager.audit.Requester;
import io.bailiff.manager.host.Host;
import io.bailiff.manager.host.Hosts;
import io.bailiff.manager.problem.Fields;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Keeping new assignments away from a host. What it has lent stays lent. */
@RestController
@RequestMapping("/api/v1/hosts/{name}")
@ResponseStatus(HttpStatus.NO_CONTENT)
class CordonController {

    private final Hosts hosts;

    CordonController(Hosts hosts) {
        this.hosts = hosts;
    }

    /** Who and why. */
    record Body(@Nullable String by, @Nullable String reason) {

        String actor(HttpServletRequest http) {
            return new Requester(Fields.optionalText(by, "by", 253), http.getRemoteAddr()).actor();
        }

        String why() {
            return Fields.text(reason, "reason");
        }
    }

    @PostMapping("/cordon")
    void cordon(@PathVariable String name, @RequestBody Body body, HttpServletRequest http) {
        Host host = hosts.require(name);
        hosts.cordon(host.id(), body.actor(http), body.why());
    }

    @PostMapping("/uncordon")
    void uncordon(@PathVariable String name, @RequestBody Body body, HttpServletRequest http) {
        Host host = hosts.require(name);
        hosts.uncordon(host.id(), body.actor(http), body.why());
    }
}
