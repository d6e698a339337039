// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.guest;

import io.bailiff.libvirt.LibvirtAddress.Transport;
import io.bailiff.manager.api.DirectLibvirtRequest;
import io.bailiff.manager.api.DirectLibvirtView;
import io.bailiff.manager.audit.Requester;
import io.bailiff.manager.guest.DirectLibvirts.DirectLibvirt;
import io.bailiff.manager.guest.DirectLibvirts.Parts;
import io.bailiff.manager.host.Host;
import io.bailiff.manager.host.Hosts;
import io.bailiff.manager.problem.Fields;
import io.bailiff.manager.problem.Problem;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The address of a host's libvirt with an open port. */
@RestController
@RequestMapping("/api/v1/hosts/{name}/direct-libvirt")
class DirectLibvirtController {

    private static final int LONGEST_REASON = 2000;
    private static final Map<String, Transport> TRANSPORTS = Map.of("tls", Transport.TLS, "tcp", Transport.TCP);

    private final Hosts hosts;
    private final DirectLibvirts libvirts;

    DirectLibvirtController(Hosts hosts, DirectLibvirts libvirts) {
        this.hosts = hosts;
        this.libvirts = libvirts;
    }

    @GetMapping
    DirectLibvirtView get(@PathVariable String name) {
        Host host = hosts.require(name);
        return libvirts.of(host.id())
                .map(DirectLibvirtController::view)
                .orElseThrow(() -> none(host).exception());
    }

    /** Sets the address, in place of an earlier address. Open connections to the earlier address are closed. */
    @PutMapping
    DirectLibvirtView set(@PathVariable String name, @RequestBody DirectLibvirtRequest body, HttpServletRequest http) {
        Host host = hosts.require(name);
        Parts parts = parts(body);
        String reason = Fields.text(body.reason(), "reason", LONGEST_REASON);
        return view(libvirts.set(host.id(), parts, actor(body.by(), http), reason));
    }

    @DeleteMapping
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void clear(
            @PathVariable String name, @RequestParam(required = false) @Nullable String by, HttpServletRequest http) {
        Host host = hosts.require(name);
        if (!libvirts.clear(host.id(), actor(by, http))) {
            throw none(host).exception();
        }
    }

    private static Parts parts(DirectLibvirtRequest body) {
        Transport transport = Fields.oneOf(Fields.text(body.transport(), "transport"), "transport", TRANSPORTS);
        String server = Fields.text(body.server(), "server");
        Integer port = body.port();
        if (port != null && port == 0) {
            throw Fields.tooMuch("port", "is 0").exception();
        }
        try {
            return new Parts(transport, server, port == null ? 0 : port);
        } catch (IllegalArgumentException malformed) {
            throw Problem.of(
                            HttpStatus.BAD_REQUEST,
                            "invalid-libvirt-address",
                            "The address of a libvirt is invalid",
                            "The address is refused: " + malformed.getMessage(),
                            "Send \"transport\", \"server\" and, if the port is not the standard port, \"port\".")
                    .at(port != null && (port < 0 || port > 65_535) ? "port" : "server")
                    .exception();
        }
    }

    private static DirectLibvirtView view(DirectLibvirt direct) {
        return new DirectLibvirtView(direct.parts().address().uri(), direct.by(), direct.reason(), direct.at());
    }

    private static Problem none(Host host) {
        return Problem.of(
                HttpStatus.NOT_FOUND,
                "no-direct-libvirt",
                "The host has no direct libvirt address",
                "No operator has set the address of the libvirt of " + host.name(),
                "GET /api/v1/hosts/" + host.name() + " shows the route to the libvirt in \"libvirt\".");
    }

    private static String actor(@Nullable String by, HttpServletRequest http) {
        return new Requester(Fields.optionalText(by, "by", 253), http.getRemoteAddr()).actor();
    }
}
