// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.agent;

import io.bailiff.agent.api.DesiredState;
import io.bailiff.agent.api.HostReport;
import io.bailiff.manager.host.HostProperties;
import io.bailiff.manager.host.Hosts;
import io.bailiff.manager.host.OutdatedHosts;
import io.bailiff.manager.join.CallingHost;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.security.SecureRandom;
import java.util.UUID;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.async.DeferredResult;

/** The endpoints for an agent: the poll for the desired state of a host, and the reports of a host. */
@RestController
@RequestMapping("/agent/v1/hosts/{id}")
class HostLinkController {

    /** The hold time of a poll whose answer asks for a report: the agent learns of the wish with the answer. */
    private static final long WANTED_HOLD_MILLIS = 5000;

    private final Hosts hosts;
    private final Reports reports;
    private final ParkedPolls polls;
    private final OutdatedHosts outdated;
    private final HostProperties properties;
    private final SecureRandom random;

    HostLinkController(
            Hosts hosts,
            Reports reports,
            ParkedPolls polls,
            OutdatedHosts outdated,
            HostProperties properties,
            SecureRandom random) {
        this.hosts = hosts;
        this.reports = reports;
        this.polls = polls;
        this.outdated = outdated;
        this.properties = properties;
        this.random = random;
    }

    @GetMapping("/desired")
    DeferredResult<ResponseEntity<DesiredState>> desired(
            @PathVariable String id,
            HttpServletRequest http,
            @RequestParam(defaultValue = "-1") long after,
            @RequestParam(defaultValue = "-1") long accepted,
            @RequestParam(required = false) @Nullable Boolean libvirt,
            @RequestParam(defaultValue = "0") long waitMillis,
            HttpServletResponse response) {
        UUID host = CallingHost.require(http, id);
        hosts.seen(host);
        outdated.known(host, Math.max(after, accepted));
        if (reports.isWanted(host)) {
            response.setHeader(HostReport.WANTED_HEADER, "true");
            return polls.park(host, after, libvirt, Math.min(hold(waitMillis), WANTED_HOLD_MILLIS));
        }
        return polls.park(host, after, libvirt, hold(waitMillis));
    }

    @PostMapping("/reports")
    DeferredResult<ResponseEntity<Void>> report(
            @PathVariable String id, HttpServletRequest http, @RequestBody HostReport sent) {
        UUID host = CallingHost.require(http, id);
        HostReport report = reports.checked(host, sent);
        hosts.heard(host);
        DeferredResult<ResponseEntity<Void>> answer = new DeferredResult<>(ParkedPolls.SERVER_TIMEOUT_MILLIS);
        Future<?> unused = reports.takeInTurn(host, report).whenComplete((taken, failure) -> {
            if (failure == null) {
                answer.setResult(ResponseEntity.noContent().build());
            } else {
                answer.setErrorResult(failure);
            }
        });
        return answer;
    }

    /**
     * Returns the hold time of a poll in milliseconds: the requested time, limited by {@code bailiff.agent.poll-hold}, less a random part
     * of up to a fifth. The random part spreads the next polls of a fleet.
     */
    private long hold(long waitMillis) {
        long longest = Math.min(Math.max(waitMillis, 1), properties.pollHold().toMillis());
        return longest - random.nextLong(longest / 5 + 1);
    }
}
