package io.bailiff.manager.fleet;

import io.bailiff.manager.audit.Requester;
import io.bailiff.manager.host.Cordon;
import io.bailiff.manager.host.Cordons;
import io.bailiff.manager.host.Host;
import io.bailiff.manager.host.Hosts;
import io.bailiff.manager.problem.Fields;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Keeping new assignments away from a host. What it has lent stays lent. */
@RestController
@RequestMapping("/api/v1/hosts/{name}")
class CordonController {

    private final Hosts hosts;
    private final Cordons cordons;

    CordonController(Hosts hosts, Cordons cordons) {
        this.hosts = hosts;
        this.cordons = cordons;
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

    /**
     * What still cordons a host after an operator's cordon has ended.
     *
     * @param cordon the reasons, for people
     * @param fences the conflicts whose fences these are
     * @param remedy what ends them
     */
    record Left(@Nullable String cordon, List<UUID> fences, String remedy) {

        static Left of(Cordon cordon) {
            return new Left(cordon.text(), cordon.conflicts(), "Repair the host, then " + cordon.unfence() + ".");
        }
    }

    @PostMapping("/cordon")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void cordon(@PathVariable String name, @RequestBody Body body, HttpServletRequest http) {
        Host host = hosts.require(name);
        cordons.cordon(host.id(), body.actor(http), body.why());
    }

    /** 204 if the host gets assignments again, 200 with what still cordons it, 409 if only fences do and nothing has changed. */
    @PostMapping("/uncordon")
    ResponseEntity<Left> uncordon(@PathVariable String name, @RequestBody Body body, HttpServletRequest http) {
        Host host = hosts.require(name);
        Cordon left = cordons.uncordon(host.id(), body.actor(http), body.why());
        return left.stands()
                ? ResponseEntity.ok(Left.of(left))
                : ResponseEntity.noContent().build();
    }
}
