package io.bailiff.manager.restore;

import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.manager.api.RestorationRequest;
import io.bailiff.manager.api.RestorationView;
import io.bailiff.manager.audit.Requester;
import io.bailiff.manager.host.Hosts;
import io.bailiff.manager.problem.Fields;
import io.bailiff.manager.problem.Problem;
import io.bailiff.manager.step.Steps;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
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

/** Assignments that are to come back, for operators. One is named by the assignment that has ended. */
@RestController
@RequestMapping("/api/v1/restorations")
class RestorationController {

    private final Restorations restorations;
    private final Hosts hosts;
    private final Steps steps;
    private final Clock clock;

    RestorationController(Restorations restorations, Hosts hosts, Steps steps, Clock clock) {
        this.restorations = restorations;
        this.hosts = hosts;
        this.steps = steps;
        this.clock = clock;
    }

    @GetMapping
    List<RestorationView> all(@RequestParam(required = false) @Nullable Boolean open) {
        return restorations.all().stream()
                .filter(restoration -> open == null || open == restoration.open())
                .map(this::view)
                .toList();
    }

    @GetMapping("/{assignment}")
    RestorationView one(@PathVariable String assignment) {
        return view(restorations.require(id(assignment)));
    }

    /** Does not wait any longer for the host. */
    @PostMapping("/{assignment}")
    @ResponseStatus(HttpStatus.ACCEPTED)
    RestorationView now(@PathVariable String assignment, @RequestBody RestorationRequest body, HttpServletRequest http) {
        Restoration restoration = restorations.require(id(assignment));
        String why = Fields.text(body.reason(), "reason");
        String actor = actor(body.by(), http);
        GroupFingerprint consent = Fields.fingerprint(body.consent(), "consent");
        boolean ours = restorations.change(
                restoration.assignment(),
                row -> {
                    row.saidBy = actor;
                    row.saidWhy = why;
                    row.consent = consent == null ? null : consent.value();
                },
                "restoration-hurried",
                actor,
                why);
        return changed(restoration, ours);
    }

    /** It does not come back. */
    @DeleteMapping("/{assignment}")
    RestorationView callOff(
            @PathVariable String assignment,
            @RequestParam(required = false) @Nullable String by,
            HttpServletRequest http) {
        Restoration restoration = restorations.require(id(assignment));
        boolean ours = restorations.change(
                restoration.assignment(),
                row -> {
                    row.problem = null;
                    row.endedAt = clock.instant();
                },
                "restoration-called-off",
                actor(by, http),
                "The assignment does not come back");
        return changed(restoration, ours);
    }

    private RestorationView changed(Restoration restoration, boolean ours) {
        if (!ours) {
            throw Problem.of(
                            HttpStatus.CONFLICT,
                            "too-late",
                            "The restoration is over",
                            "It ended at " + restoration.endedAt()
                                    + (restoration.restoredBy() == null
                                            ? ""
                                            : ", with assignment " + restoration.restoredBy()),
                            "Lend the functions, or give them back, by POST or DELETE of an assignment.")
                    .exception();
        }
        steps.wake(RestorationStepper.KIND, restoration.assignment());
        return view(restorations.require(restoration.assignment()));
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
