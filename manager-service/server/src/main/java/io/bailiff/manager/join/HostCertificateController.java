// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.join;

import io.bailiff.manager.api.HostCertificateView;
import io.bailiff.manager.api.Page;
import io.bailiff.manager.audit.Requester;
import io.bailiff.manager.host.Host;
import io.bailiff.manager.host.Hosts;
import io.bailiff.manager.page.PageRequest;
import io.bailiff.manager.problem.Fields;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The certificates of a host, for operators. */
@RestController
@RequestMapping("/api/v1/hosts/{name}/certificates")
class HostCertificateController {

    private static final int LONGEST_REASON = 2000;

    private final Hosts hosts;
    private final HostCertificates certificates;
    private final Clock clock;

    HostCertificateController(Hosts hosts, HostCertificates certificates, Clock clock) {
        this.hosts = hosts;
        this.certificates = certificates;
        this.clock = clock;
    }

    /** Returns certificates of a host, the newest first. */
    @GetMapping
    Page<HostCertificateView> all(
            @PathVariable String name,
            @RequestParam(required = false) @Nullable String limit,
            @RequestParam(required = false) @Nullable String cursor) {
        Host host = hosts.require(name);
        Page<HostCertificate> found =
                certificates.page(host.id(), PageRequest.of(limit, cursor, "certificates", host.id()));
        return found.with(found.items().stream().map(this::view).toList());
    }

    /** Revokes a certificate. The host can do nothing more with it, not even renew it. A second revocation changes nothing. */
    @DeleteMapping("/{serial}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void revoke(
            @PathVariable String name,
            @PathVariable String serial,
            @RequestParam(required = false) @Nullable String by,
            @RequestParam(required = false) @Nullable String reason,
            HttpServletRequest http) {
        Host host = hosts.require(name);
        String actor = new Requester(Fields.optionalText(by, "by", 253), http.getRemoteAddr()).actor();
        String why = Fields.optionalText(reason, "reason", LONGEST_REASON);
        HostCertificate certificate = require(host, serial);
        while (!certificate.isRevoked()
                && !certificates.revoke(certificate, actor, why == null ? "no reason given" : why)) {
            certificate = require(host, serial);
        }
    }

    private HostCertificate require(Host host, String serial) {
        return certificates
                .bySerial(serial)
                .filter(certificate -> certificate.host().equals(host.id()))
                .orElseThrow(
                        () -> Fields.unknown("certificate", serial, "/api/v1/hosts/" + host.name() + "/certificates")
                                .exception());
    }

    private HostCertificateView view(HostCertificate certificate) {
        boolean ended = !certificate.isRevoked() && certificate.hasEndedAt(clock.instant());
        return new HostCertificateView(
                certificate.serial(),
                ended ? "ENDED" : certificate.state().name(),
                certificate.issuedAt(),
                certificate.endsAt(),
                certificate.revokedAt(),
                certificate.reason());
    }
}
