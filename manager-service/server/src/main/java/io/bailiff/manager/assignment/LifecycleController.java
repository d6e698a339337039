// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.assignment;

import io.bailiff.manager.api.LifecycleTransition;
import io.bailiff.manager.api.Page;
import java.util.Arrays;
import java.util.TreeSet;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The REST resource of the assignments' transition table, for people and for authors of clients. */
@RestController
class LifecycleController {

    @GetMapping("/api/v1/lifecycle")
    Page<LifecycleTransition> table() {
        return Page.whole(
                Arrays.stream(Transition.values()).map(LifecycleController::row).toList());
    }

    private static LifecycleTransition row(Transition transition) {
        return new LifecycleTransition(
                transition.name(),
                new TreeSet<>(transition.from()),
                transition.to(),
                transition.when(),
                transition.then(),
                transition.recordKinds());
    }
}
