// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.fleet;

import io.bailiff.agent.api.HealthEvent;
import io.bailiff.agent.api.HostReport;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.manager.agent.HealthAcknowledgement;
import io.bailiff.manager.agent.HealthAcknowledgements;
import io.bailiff.manager.api.HealthView;
import io.bailiff.manager.api.Page;
import io.bailiff.manager.api.ReasonRequest;
import io.bailiff.manager.audit.Requester;
import io.bailiff.manager.host.Host;
import io.bailiff.manager.host.Hosts;
import io.bailiff.manager.host.Inventories;
import io.bailiff.manager.host.Inventory;
import io.bailiff.manager.host.ReportViews;
import io.bailiff.manager.page.PageRequest;
import io.bailiff.manager.problem.Fields;
import io.bailiff.manager.problem.Problem;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The health events of the functions of a host, and the operators' acknowledgements. */
@RestController
@RequestMapping("/api/v1/hosts/{name}")
class HealthController {

    private static final int LONGEST_REASON = 2000;

    private final Hosts hosts;
    private final Inventories inventories;
    private final HealthAcknowledgements acknowledgements;

    HealthController(Hosts hosts, Inventories inventories, HealthAcknowledgements acknowledgements) {
        this.hosts = hosts;
        this.inventories = inventories;
        this.acknowledgements = acknowledgements;
    }

    /** Returns the events of the last report, in the order of the functions. An acknowledged event stays listed until the agent has applied the acknowledgement. */
    @GetMapping("/health")
    Page<HealthView> list(
            @PathVariable String name,
            @RequestParam(required = false) @Nullable String limit,
            @RequestParam(required = false) @Nullable String cursor) {
        Host host = hosts.require(name);
        PageRequest page = PageRequest.of(limit, cursor, "health", host.id());
        // Before the report: an acknowledgement goes once a report comes without its event.
        List<HealthAcknowledgement> given = acknowledgements.of(host.id());
        return page.pageOf(
                report(host).map(report -> views(report, any -> true, given)).orElse(List.of()),
                event -> event.function() + " " + event.id());
    }

    /**
     * Acknowledges the reported events of a function, and returns the acknowledged events. A defect after the last report needs another
     * acknowledgement.
     */
    @PostMapping("/functions/{address}/health-acknowledgements")
    Page<HealthView> acknowledge(
            @PathVariable String name,
            @PathVariable String address,
            @RequestBody ReasonRequest body,
            HttpServletRequest http) {
        Host host = hosts.require(name);
        PciAddress function = Fields.address(address, "address");
        String reason = Fields.text(body.reason(), "reason", LONGEST_REASON);
        Requester requester = new Requester(Fields.optionalText(body.by(), "by", 253), http.getRemoteAddr());
        HostReport report =
                report(host).orElseThrow(() -> noEvent(host, function).exception());
        List<HealthEvent> events = report.health().stream()
                .filter(event -> event.function().equals(function))
                .toList();
        if (events.isEmpty()) {
            throw noEvent(host, function).exception();
        }
        List<HealthAcknowledgement> given = acknowledgements.acknowledge(host.id(), events, requester.actor(), reason);
        // The views of the report that was acknowledged: the agent may have applied the acknowledgement before this
        // answer.
        return Page.whole(views(report, function::equals, given));
    }

    /** Returns the request that acknowledges the events of a function, for people. */
    static String acknowledgement(String host, PciAddress function) {
        return "POST /api/v1/hosts/" + host + "/functions/" + function + "/health-acknowledgements with a \"reason\".";
    }

    private static List<HealthView> views(
            HostReport report, Predicate<PciAddress> functions, List<HealthAcknowledgement> given) {
        return ReportViews.health(report, functions).stream()
                .map(view -> view.with(acknowledgement(view, given).orElse(null)))
                .toList();
    }

    private static Optional<HealthView.Acknowledgement> acknowledgement(
            HealthView view, List<HealthAcknowledgement> given) {
        return given.stream()
                .filter(acknowledgement -> acknowledgement.event().equals(view.id()))
                .map(acknowledgement -> new HealthView.Acknowledgement(
                        acknowledgement.by(), acknowledgement.reason(), acknowledgement.at()))
                .findFirst();
    }

    private Optional<HostReport> report(Host host) {
        return inventories.latest(host.id()).map(Inventory::report);
    }

    private static Problem noEvent(Host host, PciAddress function) {
        return Problem.of(
                HttpStatus.NOT_FOUND,
                "no-health-event",
                "The function has no health event",
                "The last report of " + host.name() + " has no health event of " + function,
                "GET /api/v1/hosts/" + host.name() + "/health lists the health events.");
    }
}
