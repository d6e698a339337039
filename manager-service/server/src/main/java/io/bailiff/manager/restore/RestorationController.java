// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.restore;

import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.manager.api.Page;
import io.bailiff.manager.api.RestorationRequest;
import io.bailiff.manager.api.RestorationView;
import io.bailiff.manager.audit.Entry;
import io.bailiff.manager.audit.Requester;
import io.bailiff.manager.audit.Texts;
import io.bailiff.manager.host.Hosts;
import io.bailiff.manager.page.PageRequest;
import io.bailiff.manager.problem.Fields;
import io.bailiff.manager.problem.Problem;
import io.bailiff.manager.step.Steps;
import jakarta.servlet.http.HttpServletRequest;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The restorations of assignments, for operators. The id of the ended assignment names the restoration. */
@RestController
@RequestMapping("/api/v1/restorations")
class RestorationController {

    private static final int TRIES = 20;

    private final Restorations restorations;
    private final Hosts hosts;
    private final Steps steps;

    RestorationController(Restorations restorations, Hosts hosts, Steps steps) {
        this.restorations = restorations;
        this.hosts = hosts;
        this.steps = steps;
    }

    /** Returns restorations, the newest first. */
    @GetMapping
    Page<RestorationView> all(
            @RequestParam(required = false) @Nullable String host,
            @RequestParam(required = false) @Nullable Boolean open,
            @RequestParam(required = false) @Nullable String limit,
            @RequestParam(required = false) @Nullable String cursor) {
        PageRequest page = PageRequest.of(limit, cursor, "restorations", host, open);
        Page<Restoration> found =
                restorations.page(host == null ? null : hosts.require(host).id(), open, page);
        hosts.prefetch(found.items(), Restoration::host);
        return found.with(found.items().stream().map(this::view).toList());
    }

    @GetMapping("/{assignment}")
    RestorationView one(@PathVariable String assignment) {
        return view(restorations.require(id(assignment)));
    }

    /** Restores the assignment without waiting for the host any longer. */
    @PostMapping("/{assignment}")
    @ResponseStatus(HttpStatus.ACCEPTED)
    RestorationView now(
            @PathVariable String assignment, @RequestBody RestorationRequest body, HttpServletRequest http) {
        String why = Fields.text(body.reason(), "reason");
        String actor = actor(body.by(), http);
        GroupFingerprint consent = Fields.fingerprint(body.consent(), "consent");
        return changed(
                id(assignment),
                restoration -> restorations.change(
                        restoration,
                        RestorationState.WAITING,
                        row -> {
                            row.saidBy = actor;
                            row.saidWhy = why;
                            row.consent = consent == null ? null : consent.value();
                        },
                        new Entry("restoration-hurried", actor, why)));
    }

    /** Cancels the restoration. */
    @DeleteMapping("/{assignment}")
    RestorationView callOff(
            @PathVariable String assignment,
            @RequestParam(required = false) @Nullable String by,
            HttpServletRequest http) {
        String actor = actor(by, http);
        return changed(
                id(assignment),
                restoration -> restorations.change(
                        restoration,
                        RestorationState.CANCELLED,
                        row -> {},
                        new Entry("restoration-called-off", actor, "The restoration is cancelled")));
    }

    /**
     * Repeats a change, up to 20 times, until no other transaction has changed the restoration meanwhile.
     *
     * @throws io.bailiff.manager.problem.ProblemException 409 if the restoration is over
     */
    private RestorationView changed(UUID assignment, Predicate<Restoration> change) {
        for (int tries = 1; tries <= TRIES; tries++) {
            Restoration restoration = restorations.require(assignment);
            if (!restoration.open()) {
                throw over(restoration).exception();
            }
            if (change.test(restoration)) {
                steps.wake(RestorationStepper.KIND, assignment);
                return view(restorations.require(assignment));
            }
        }
        throw new IllegalStateException(
                "The restoration of " + assignment + " was changed by other transactions " + TRIES + " times in a row");
    }

    private static Problem over(Restoration restoration) {
        return Problem.of(
                HttpStatus.CONFLICT,
                "too-late",
                "The restoration has ended",
                (restoration.restoredBy() == null ? "The restoration was cancelled" : "The assignment was restored")
                        + (restoration.endedAt() == null ? "" : " at " + Texts.time(restoration.endedAt()))
                        + (restoration.restoredBy() == null ? "" : ", by assignment " + restoration.restoredBy()),
                "Request a new assignment (POST /api/v1/assignments) or release the present one (DELETE /api/v1/assignments/ID).");
    }

    private static String actor(@Nullable String by, HttpServletRequest http) {
        return new Requester(Fields.optionalText(by, "by", 253), http.getRemoteAddr()).actor();
    }

    private static UUID id(String assignment) {
        return Fields.id(assignment, "assignment");
    }

    private RestorationView view(Restoration restoration) {
        return new RestorationView(
                restoration.assignment(),
                hosts.name(restoration.host()),
                restoration.conflict(),
                restoration.claimed(),
                restoration.open(),
                restoration.problem(),
                restoration.beganAt(),
                restoration.restoredBy(),
                restoration.endedAt());
    }
}
