// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.guest;

import io.bailiff.manager.problem.Problem;
import org.springframework.http.HttpStatus;

/** The problem for an operator when libvirt did not answer. */
public final class HypervisorProblem {

    private HypervisorProblem() {}

    /** Returns a problem with status 503: the state of the host's guests is unknown now. */
    public static Problem of(String host, GuestException failure) {
        return Problem.of(
                HttpStatus.SERVICE_UNAVAILABLE,
                "libvirt-unreachable",
                "libvirt does not answer",
                "The libvirt of " + host + " does not answer: " + failure.getMessage(),
                "Check libvirtd on the host, and \"libvirt\" in GET /api/v1/hosts/" + host
                        + ". Then send the request again.");
    }
}
