// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.join;

import io.bailiff.agent.api.CertificateGrant;
import io.bailiff.agent.api.JoinRequest;
import io.bailiff.agent.api.RenewalRequest;
import io.bailiff.manager.certificate.CertificateAuthority;
import io.bailiff.manager.certificate.CertificateRequest;
import io.bailiff.manager.certificate.Pem;
import io.bailiff.manager.problem.Fields;
import io.bailiff.manager.problem.ProblemException;
import io.bailiff.manager.time.Monotonic;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** The endpoints by which an agent gets its certificates. The join is the only request without a certificate. */
@RestController
class JoinController {

    /** Each round lets at least one of the waiting hosts join. */
    private static final int MOST_ROUNDS = 100;

    private static final int RENEWALS_AT_ONCE = 10;
    private static final Duration RENEWAL_EVERY = Duration.ofMinutes(10);
    private static final int MOST_CALLERS = 10_000;

    private final Joins joins;
    private final CertificateAuthority authority;
    private final Attempts failures;
    private final Attempts renewals;

    JoinController(Joins joins, CertificateAuthority authority, JoinProperties properties, @Monotonic Clock clock) {
        this.joins = joins;
        this.authority = authority;
        this.failures = new Attempts(properties.failures(), properties.failureEvery(), MOST_CALLERS, clock);
        this.renewals = new Attempts(RENEWALS_AT_ONCE, RENEWAL_EVERY, MOST_CALLERS, clock);
    }

    @PostMapping(CallingHost.JOIN)
    CertificateGrant join(@RequestBody JoinRequest request, HttpServletRequest http) {
        String caller = AddressBlock.of(http.getRemoteAddr());
        failures.require(caller);
        try {
            return grant(joined(candidate(request, http.getRemoteAddr())));
        } catch (ProblemException refused) {
            failures.count(caller);
            throw refused;
        }
    }

    @PostMapping("/agent/v1/hosts/{id}/certificates")
    CertificateGrant renew(@PathVariable String id, @RequestBody RenewalRequest request, HttpServletRequest http) {
        UUID host = CallingHost.require(http, id);
        renewals.require(host.toString());
        renewals.count(host.toString());
        var key = CertificateRequest.key(
                Fields.present(request.certificateRequest(), "certificateRequest"), "certificateRequest");
        return grant(twice(() -> joins.renew(host, CallingHost.certificate(http), key, http.getRemoteAddr())));
    }

    private static Joins.Candidate candidate(JoinRequest request, String remoteAddress) {
        return new Joins.Candidate(
                HostNames.require(request.host(), "host"),
                Fields.text(request.token(), "token"),
                CertificateRequest.key(
                        Fields.present(request.certificateRequest(), "certificateRequest"), "certificateRequest"),
                remoteAddress);
    }

    private HostCertificate joined(Joins.Candidate candidate) {
        for (int round = 0; round < MOST_ROUNDS; round++) {
            Optional<HostCertificate> issued = twice(() -> joins.tryToJoin(candidate));
            if (issued.isPresent()) {
                return issued.get();
            }
        }
        throw JoinProblems.busy().exception();
    }

    /** Tries again if another request has taken the same new name or key at the same time. The second try sees the other's rows. */
    private static <T> T twice(Supplier<T> action) {
        try {
            return action.get();
        } catch (DataIntegrityViolationException atTheSameTime) {
            return action.get();
        }
    }

    private CertificateGrant grant(HostCertificate issued) {
        return new CertificateGrant(
                issued.host().toString(),
                issued.pem(),
                authority.trusted().stream().map(Pem::of).toList());
    }
}
