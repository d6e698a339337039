// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.ladder;

import io.bailiff.manager.api.ExtensionRequest;
import io.bailiff.manager.api.ReasonRequest;
import io.bailiff.manager.audit.OperatorNote;
import io.bailiff.manager.audit.Requester;
import io.bailiff.manager.problem.Fields;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The REST resource of operators' requests about a conflict. Each request has an author and a reason; the conflict shows the results. */
@RestController
@RequestMapping("/api/v1/conflicts/{id}")
@ResponseStatus(HttpStatus.ACCEPTED)
class SteeringController {

    private final Steering steering;
    private final RungExtension extension;
    private final Unfencing unfencing;

    SteeringController(Steering steering, RungExtension extension, Unfencing unfencing) {
        this.steering = steering;
        this.extension = extension;
        this.unfencing = unfencing;
    }

    @PostMapping("/extend")
    void extend(@PathVariable String id, @RequestBody ExtensionRequest body, HttpServletRequest http) {
        Duration time = Duration.ofSeconds(Fields.seconds(Fields.present(body.seconds(), "seconds"), "seconds"));
        extension.extend(conflict(id), said(body.by(), body.reason(), http), time);
    }

    @PostMapping("/skip")
    void skip(@PathVariable String id, @RequestBody ReasonRequest body, HttpServletRequest http) {
        steering.skip(conflict(id), said(body.by(), body.reason(), http));
    }

    @PostMapping("/withdraw")
    void withdraw(@PathVariable String id, @RequestBody ReasonRequest body, HttpServletRequest http) {
        steering.withdraw(conflict(id), said(body.by(), body.reason(), http));
    }

    @PostMapping("/unfence")
    void unfence(@PathVariable String id, @RequestBody ReasonRequest body, HttpServletRequest http) {
        unfencing.unfence(conflict(id), said(body.by(), body.reason(), http));
    }

    private static UUID conflict(String id) {
        return Fields.id(id, "conflict");
    }

    private static OperatorNote said(@Nullable String by, @Nullable String reason, HttpServletRequest http) {
        String why = Fields.text(reason, "reason");
        return new OperatorNote(new Requester(Fields.optionalText(by, "by", 253), http.getRemoteAddr()).actor(), why);
    }
}
