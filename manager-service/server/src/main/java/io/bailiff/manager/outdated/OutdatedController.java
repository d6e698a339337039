// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.outdated;

import io.bailiff.agent.api.FunctionKind;
import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.IommuGroupReport;
import io.bailiff.manager.api.DifferenceAnswer;
import io.bailiff.manager.api.DifferenceAnswerRequest;
import io.bailiff.manager.api.DifferenceView;
import io.bailiff.manager.api.OutdatedHostView;
import io.bailiff.manager.api.Page;
import io.bailiff.manager.assignment.Assignment;
import io.bailiff.manager.audit.Requester;
import io.bailiff.manager.guest.Guests.GuestFunctions;
import io.bailiff.manager.host.Host;
import io.bailiff.manager.host.Hosts;
import io.bailiff.manager.host.Inventories;
import io.bailiff.manager.host.OutdatedHosts;
import io.bailiff.manager.host.OutdatedHosts.Outdated;
import io.bailiff.manager.outdated.Answers.Answer;
import io.bailiff.manager.page.PageRequest;
import io.bailiff.manager.problem.Fields;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The hosts with outdated records, their differences, and the operators' answers. */
@RestController
@RequestMapping("/api/v1")
class OutdatedController {

    private static final int LONGEST_REASON = 2000;

    private final Hosts hosts;
    private final OutdatedHosts outdated;
    private final Differences differences;
    private final Answers answers;
    private final LoansInLibvirt loans;
    private final Inventories inventories;

    OutdatedController(
            Hosts hosts,
            OutdatedHosts outdated,
            Differences differences,
            Answers answers,
            LoansInLibvirt loans,
            Inventories inventories) {
        this.hosts = hosts;
        this.outdated = outdated;
        this.differences = differences;
        this.answers = answers;
        this.loans = loans;
        this.inventories = inventories;
    }

    /** Returns the hosts with outdated records in the order of their names, without the differences. */
    @GetMapping("/outdated-hosts")
    Page<OutdatedHostView> all(
            @RequestParam(required = false) @Nullable String limit,
            @RequestParam(required = false) @Nullable String cursor) {
        List<UUID> ids = outdated.all();
        hosts.prefetch(ids, id -> id);
        Page<UUID> found = PageRequest.of(limit, cursor, "outdated-hosts").pageOf(ids, hosts::name);
        Map<UUID, Outdated> records = outdated.of(found.items());
        return found.with(found.items().stream()
                .map(records::get)
                .filter(Objects::nonNull)
                .map(each -> view(each, null))
                .toList());
    }

    @GetMapping("/hosts/{name}/outdated")
    OutdatedHostView of(@PathVariable String name) {
        Host host = hosts.require(name);
        Outdated found = require(host);
        List<Difference> all = differences.of(host.id()).orElse(List.of());
        Set<String> functions =
                all.stream().flatMap(each -> members(each).stream()).collect(Collectors.toSet());
        List<GuestFunctions> guests = loans.look(host.id(), functions).orElse(null);
        return view(found, all.stream().map(each -> view(each, guests)).toList());
    }

    /** Answers a difference. The record is corrected at once; the host gets orders after the last answer. */
    @PutMapping("/hosts/{name}/outdated/{group}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void answer(
            @PathVariable String name,
            @PathVariable String group,
            @RequestBody DifferenceAnswerRequest body,
            HttpServletRequest http) {
        Host host = hosts.require(name);
        Outdated found = require(host);
        DifferenceAnswer word = Fields.present(body.answer(), "answer");
        String reason = Fields.text(body.reason(), "reason", LONGEST_REASON);
        Requester requester = new Requester(Fields.optionalText(body.by(), "by", 253), http.getRemoteAddr());
        Difference difference = require(host, group);
        if (!difference.answers().contains(word)) {
            throw OutdatedProblems.impossible(difference.answers()).exception();
        }
        Answer answer = new Answer(
                word,
                isLoan(word) ? Optional.of(loans.require(host, difference, word)) : Optional.empty(),
                requester,
                reason);
        if (!answers.take(found, difference.group(), answer)) {
            throw OutdatedProblems.changed(host).exception();
        }
        if (word == DifferenceAnswer.RETURN) {
            answers.giveBack(Objects.requireNonNull(difference.onHost()), requester);
        }
    }

    private static boolean isLoan(DifferenceAnswer word) {
        return word == DifferenceAnswer.ADOPT || word == DifferenceAnswer.RETURN;
    }

    private Outdated require(Host host) {
        return outdated.of(host.id())
                .orElseThrow(() -> OutdatedProblems.current(host).exception());
    }

    private Difference require(Host host, String group) {
        GroupFingerprint wanted = OutdatedProblems.fingerprint(group);
        return differences
                .of(host.id())
                .orElseThrow(() -> OutdatedProblems.unreported(host).exception())
                .stream()
                .filter(found -> found.group().equals(wanted))
                .findFirst()
                .orElseThrow(() -> Fields.unknown("group", group).exception());
    }

    private OutdatedHostView view(Outdated found, @Nullable List<DifferenceView> shown) {
        return new OutdatedHostView(
                hosts.name(found.host()),
                found.cause().name(),
                found.since(),
                inventories.hasReported(found.host()),
                shown);
    }

    /** @param guests the guests with functions of any difference; null if libvirt does not answer */
    private static DifferenceView view(Difference difference, @Nullable List<GuestFunctions> guests) {
        Assignment recorded = difference.recorded();
        IommuGroupReport reported = difference.reported();
        return new DifferenceView(
                difference.group().value(),
                members(difference),
                reported == null ? null : reported.state(),
                difference.onHost(),
                recorded == null ? null : recorded.id(),
                recorded == null ? null : recorded.guestName(),
                difference.openConflict(),
                guests == null ? null : LoansInLibvirt.names(guests, members(difference)),
                difference.answers());
    }

    static List<String> members(Difference difference) {
        IommuGroupReport reported = difference.reported();
        if (reported != null) {
            return reported.members().stream()
                    .filter(member -> member.kind() == FunctionKind.ENDPOINT)
                    .map(member -> member.address().toString())
                    .toList();
        }
        return Objects.requireNonNull(difference.recorded()).members().stream()
                .map(member -> member.address().toString())
                .toList();
    }
}
