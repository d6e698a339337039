// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.policy;

import io.bailiff.manager.api.Afterwards;
import io.bailiff.manager.api.GuestAfterwards;
import io.bailiff.manager.api.PausedGuest;
import io.bailiff.manager.api.Rung;
import io.bailiff.manager.api.Strangers;
import java.time.Duration;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The default duration of each rung of the ladder. A policy or a claim can set another duration.
 *
 * @param releaseDeadline from the first request to release the functions until the guest is shut down
 * @param shutdownDeadline from the first request to shut down until the guest is destroyed
 * @param destroyDeadline from SIGTERM, with SIGKILL at half time, until the guest is fenced
 */
@ConfigurationProperties("bailiff.ladder")
record PolicyDefaults(
        @DefaultValue("60s") Duration releaseDeadline,
        @DefaultValue("120s") Duration shutdownDeadline,
        @DefaultValue("60s") Duration destroyDeadline) {

    Policy policy() {
        return new Policy(
                Map.of(
                        Rung.RELEASE, releaseDeadline,
                        Rung.SHUTDOWN, shutdownDeadline,
                        Rung.DESTROY, destroyDeadline),
                Map.of(),
                Afterwards.EVICTED,
                PausedGuest.RESUME,
                Strangers.HOLD,
                GuestAfterwards.OFF);
    }
}
