// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.fleet;

import io.bailiff.agent.api.HostReport;
import io.bailiff.agent.api.HostUnknown;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.api.UnknownAnswer;
import io.bailiff.manager.agent.UnknownAnswers;
import io.bailiff.manager.api.Page;
import io.bailiff.manager.api.UnknownAnswerRequest;
import io.bailiff.manager.api.UnknownView;
import io.bailiff.manager.audit.Requester;
import io.bailiff.manager.host.Host;
import io.bailiff.manager.host.Hosts;
import io.bailiff.manager.host.Inventories;
import io.bailiff.manager.host.Inventory;
import io.bailiff.manager.page.PageRequest;
import io.bailiff.manager.problem.Fields;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
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

/** The unknowns of a host, and the operators' answers. */
@RestController
@RequestMapping("/api/v1/hosts/{name}/unknowns")
class UnknownController {

    private final Hosts hosts;
    private final Inventories inventories;
    private final UnknownAnswers answers;
    private final Clock clock;

    UnknownController(Hosts hosts, Inventories inventories, UnknownAnswers answers, Clock clock) {
        this.hosts = hosts;
        this.inventories = inventories;
        this.answers = answers;
        this.clock = clock;
    }

    /** Returns the unknowns of the last report and the answers, in the order of the unknowns' ids. */
    @GetMapping
    Page<UnknownView> list(
            @PathVariable String name,
            @RequestParam(required = false) @Nullable String limit,
            @RequestParam(required = false) @Nullable String cursor) {
        Host host = hosts.require(name);
        return PageRequest.of(limit, cursor, "unknowns", host.id())
                .pageOf(UnknownViews.of(report(host).orElse(null), answers.of(host.id())), UnknownView::id);
    }

    /** Stores an answer. The agent applies the answer at the next poll, and reports the answer as in force. */
    @PutMapping("/{id}/answer")
    UnknownView answer(
            @PathVariable String name,
            @PathVariable String id,
            @RequestBody UnknownAnswerRequest body,
            HttpServletRequest http) {
        Host host = hosts.require(name);
        List<PciAddress> functions = UnknownProblems.statement(body);
        HostReport report =
                report(host).orElseThrow(() -> UnknownProblems.unknown(host, id).exception());
        HostUnknown unknown = report.unknowns().stream()
                .filter(known -> known.id().equals(id))
                .findFirst()
                .orElseThrow(() -> UnknownProblems.unknown(host, id).exception());
        UnknownProblems.requireEndpoints(functions, report, host);
        Requester requester = requester(body.by(), http);
        UnknownAnswer answer = UnknownAnswer.to(
                unknown,
                functions,
                report.functions(),
                (requester.by() == null ? "operator" : requester.by()) + " by the manager",
                clock.instant().truncatedTo(ChronoUnit.MILLIS));
        answers.answer(host.id(), answer, requester.actor());
        // The report that was answered: a later report may be without the statement.
        return UnknownViews.of(report, answers.of(host.id())).stream()
                .filter(view -> view.id().equals(id))
                .findFirst()
                .orElseThrow(() -> UnknownProblems.unknown(host, id).exception());
    }

    @DeleteMapping("/{id}/answer")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void withdraw(
            @PathVariable String name,
            @PathVariable String id,
            @RequestParam(required = false) @Nullable String by,
            HttpServletRequest http) {
        Host host = hosts.require(name);
        if (!answers.withdraw(host.id(), id, requester(by, http).actor())) {
            throw UnknownProblems.noAnswer(host, id).exception();
        }
    }

    private Optional<HostReport> report(Host host) {
        return inventories.latest(host.id()).map(Inventory::report);
    }

    private static Requester requester(@Nullable String by, HttpServletRequest http) {
        return new Requester(Fields.optionalText(by, "by", 253), http.getRemoteAddr());
    }
}
