// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.assignment;

import io.bailiff.manager.host.Host;
import io.bailiff.manager.host.Inventory;
import io.bailiff.manager.host.UnguardedLoans;
import io.bailiff.manager.host.UnguardedLoans.Permission;
import io.bailiff.manager.problem.Problem;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * The rule "no guard, no loan": a host whose guard does not work gets no assignment, unless an operator has allowed such assignments. Without
 * a guard, a host driver can take a function away from a running guest, and some kernels then panic.
 */
@Component
class GuardRule {

    private final UnguardedLoans unguardedLoans;

    GuardRule(UnguardedLoans unguardedLoans) {
        this.unguardedLoans = unguardedLoans;
    }

    /** Returns the reason against an assignment on the host, judged from a report; empty if there is none. */
    Optional<Problem> refusal(Host host, Inventory inventory) {
        return works(inventory) || unguardedLoans.of(host.id()).isPresent()
                ? Optional.empty()
                : Optional.of(
                        LoanProblems.guardNotWorking(host, inventory.report().guard()));
    }

    /** Returns the permission that an assignment on the host relies on; empty if the guard works or there is no permission. */
    Optional<Permission> permission(Host host, Inventory inventory) {
        return works(inventory) ? Optional.empty() : unguardedLoans.of(host.id());
    }

    private static boolean works(Inventory inventory) {
        return inventory.report().guard().working();
    }
}
