// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.conflict;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.manager.api.Rung;
import io.bailiff.manager.audit.OperatorNote;
import io.bailiff.manager.audit.Requester;
import io.bailiff.manager.host.Hosts;
import io.bailiff.manager.intake.Reclaim;
import io.bailiff.manager.intake.Reclaims;
import io.bailiff.manager.ladder.RungExtension;
import io.bailiff.manager.ladder.Steering;
import io.bailiff.manager.ladder.Unfencing;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.springframework.beans.factory.BeanFactory;

/** What an operator can do about conflicts, without HTTP. */
public final class OperatorInHand {

    private static final OperatorNote WORD = new OperatorNote("olga from 10.0.0.2", "the schedule says so");

    private final BeanFactory manager;

    public OperatorInHand(BeanFactory manager) {
        this.manager = manager;
    }

    public UUID reclaim(UUID host, String function, Map<Rung, Duration> deadlines) {
        Reclaim reclaim = new Reclaim(
                PciAddress.parse(function), "the host needs it", new Requester("olga", "10.0.0.2"), deadlines);
        return manager.getBean(Reclaims.class)
                .open(manager.getBean(Hosts.class).get(host), reclaim)
                .conflict();
    }

    public void extend(UUID conflict, Duration time) {
        manager.getBean(RungExtension.class).extend(conflict, WORD, time);
    }

    public void skip(UUID conflict) {
        manager.getBean(Steering.class).skip(conflict, WORD);
    }

    public void withdraw(UUID conflict) {
        manager.getBean(Steering.class).withdraw(conflict, WORD);
    }

    public void unfence(UUID conflict) {
        manager.getBean(Unfencing.class).unfence(conflict, WORD);
    }
}
