// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.fleet;

import io.bailiff.agent.api.FunctionKind;
import io.bailiff.agent.api.FunctionReport;
import io.bailiff.agent.api.HostReport;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.manager.api.UnknownAnswerRequest;
import io.bailiff.manager.host.Host;
import io.bailiff.manager.problem.Fields;
import io.bailiff.manager.problem.Problem;
import java.util.List;
import org.springframework.http.HttpStatus;

/** Checks answers to unknowns, and returns the API problems of rejected answers. */
final class UnknownProblems {

    /** As many functions as a body can have. */
    private static final int MOST_FUNCTIONS = 4096;

    private UnknownProblems() {}

    /**
     * Returns the named functions; empty only if the request states in words that no function is meant.
     *
     * @throws io.bailiff.manager.problem.ProblemException 400 if the request names no function without that statement, or has both
     */
    static List<PciAddress> statement(UnknownAnswerRequest request) {
        boolean noFunction = Boolean.TRUE.equals(request.noFunction());
        boolean named = request.functions() != null && !request.functions().isEmpty();
        if (noFunction && named) {
            throw Fields.tooMuch("noFunction", "is true, but \"functions\" is not empty")
                    .exception();
        }
        return noFunction ? List.of() : Fields.addresses(request.functions(), "functions", MOST_FUNCTIONS);
    }

    /** Requires that each function is an endpoint of the last report. */
    static void requireEndpoints(List<PciAddress> functions, HostReport report, Host host) {
        for (int i = 0; i < functions.size(); i++) {
            PciAddress address = functions.get(i);
            String field = "functions[" + i + "]";
            FunctionReport function = report.functions().stream()
                    .filter(known -> known.address().equals(address))
                    .findFirst()
                    .orElseThrow(() -> unknownFunction(address, field, host).exception());
            if (function.kind() == FunctionKind.BRIDGE) {
                throw bridge(address, field).exception();
            }
        }
    }

    static Problem unknown(Host host, String id) {
        return Problem.of(
                HttpStatus.NOT_FOUND,
                "no-such-unknown",
                "The host has no such unknown",
                "The last report of " + host.name() + " has no unknown with the id \"" + id + "\"",
                "GET " + list(host) + " lists the unknowns.");
    }

    static Problem noAnswer(Host host, String id) {
        return Problem.of(
                HttpStatus.NOT_FOUND,
                "no-answer",
                "The unknown has no answer",
                "No operator has answered the unknown \"" + id + "\" of " + host.name() + " through the manager",
                "GET " + list(host)
                        + " lists the answers. On the host, run bailiff-agent forget-answer to remove an answer"
                        + " given on the host.");
    }

    private static Problem unknownFunction(PciAddress address, String field, Host host) {
        return Problem.of(
                        HttpStatus.UNPROCESSABLE_CONTENT,
                        "unknown-function",
                        "The function is unknown",
                        host.name() + " has no function " + address,
                        "GET /api/v1/hosts/" + host.name() + " lists the functions of this host.")
                .at(field);
    }

    private static Problem bridge(PciAddress address, String field) {
        return Problem.of(
                        HttpStatus.UNPROCESSABLE_CONTENT,
                        "bridge",
                        "An unknown is not about a bridge",
                        address + " is a bridge",
                        "Name the endpoints below the bridge. The host then keeps the bridge, too.")
                .at(field);
    }

    private static String list(Host host) {
        return "/api/v1/hosts/" + host.name() + "/unknowns";
    }
}
