// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.agent;

import io.bailiff.agent.api.EnrolmentGrant;
import io.bailiff.agent.api.EnrolmentRequest;
import io.bailiff.manager.host.Enrolment;
import io.bailiff.manager.host.Host;
import io.bailiff.manager.host.Hosts;
import io.bailiff.manager.problem.Fields;
import io.bailiff.manager.problem.Problem;
import jakarta.servlet.http.HttpServletRequest;
import java.security.SecureRandom;
import java.util.regex.Pattern;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** The endpoint for the enrolment of hosts. */
@RestController
class EnrolmentController {

    /** The allowed host names: a host's name is part of URLs. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]{0,251}[A-Za-z0-9])?");

    private final Hosts hosts;
    private final JoinToken joinToken;
    private final SecureRandom random;

    EnrolmentController(Hosts hosts, JoinToken joinToken, SecureRandom random) {
        this.hosts = hosts;
        this.joinToken = joinToken;
        this.random = random;
    }

    @PostMapping("/agent/v1/enrolments")
    EnrolmentGrant enrol(@RequestBody EnrolmentRequest request, HttpServletRequest http) {
        requireToken(Fields.text(request.joinToken(), "joinToken"));
        Enrolment enrolment = new Enrolment(
                name(request),
                Fields.text(request.machineId(), "machineId"),
                Fields.optionalText(request.libvirtUri(), "libvirtUri", 2000));
        String credential = Secrets.random(random);
        Host host = enrol(enrolment, Secrets.hash(credential), http.getRemoteAddr());
        return new EnrolmentGrant(host.id().toString(), credential);
    }

    /**
     * Enrols a host. Tries twice, because another agent may enrol the same new name at the same time. The second try then finds the name
     * taken: 409 for another machine id, a repeated enrolment for the same machine id.
     */
    private Host enrol(Enrolment enrolment, String credentialHash, String remoteAddress) {
        try {
            return hosts.enrol(enrolment, credentialHash, remoteAddress);
        } catch (DataIntegrityViolationException atTheSameTime) {
            return hosts.enrol(enrolment, credentialHash, remoteAddress);
        }
    }

    private static String name(EnrolmentRequest request) {
        String name = Fields.text(request.host(), "host");
        if (!NAME.matcher(name).matches()) {
            throw Problem.of(
                            HttpStatus.BAD_REQUEST,
                            "invalid-field",
                            "The host name is malformed",
                            "\"" + name + "\" is not a host name",
                            "Use letters, digits, dots, dashes and underscores; begin and end with a letter or a digit.")
                    .at("host")
                    .exception();
        }
        return name;
    }

    private void requireToken(String offered) {
        if (!joinToken.matches(offered)) {
            throw Problem.of(
                            HttpStatus.FORBIDDEN,
                            "wrong-join-token",
                            "Wrong join token",
                            "The join token does not match the join token of this manager",
                            "Use the value of the manager's setting bailiff.agent.join-token, or of the file join-token in the manager's home folder.")
                    .at("joinToken")
                    .exception();
        }
    }
}
