package io.bailiff.agent.link;

import io.bailiff.agent.guard.GuardPolicy;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How an agent is run.
 *
 * @param manager where the manager is: {@code https://bailiff.example.org:8443}
 * @param hostName the name that this host shall have in the fleet
 * @param machineId what this machine is known by, as in {@code /etc/machine-id}
 * @param joinToken the secret that lets hosts in, or null for a host that has enrolled before
 * @param libvirtUri where the manager reaches this host's libvirt, or null if its operator says so
 * @param state where the agent keeps what it must not forget
 * @param intervals how often it does what
 * @param guard what its guard does about claims
 */
public record AgentConfig(
        URI manager,
        String hostName,
        String machineId,
        @Nullable String joinToken,
        @Nullable String libvirtUri,
        Path state,
        Intervals intervals,
        GuardPolicy guard) {

    /**
     * How often the agent does what.
     *
     * @param survey between two readings of the whole host
     * @param freshFor how long what was read may be told as it was; after that nothing about the host is known
     * @param useScan between two looks at a group whose release somebody waits for
     * @param report the longest time between two reports
     * @param pollWait how long the manager may hold a question for what is wanted
     * @param retry the first wait after a failed call; later ones are longer, each of a random length up to its limit
     * @param retryAtMost the limit that those waits grow to
     * @param rejected how long to wait when the manager does not know this agent
     * @param stuckRetry between two attempts to free a group that is stuck
     */
    public record Intervals(
            Duration survey,
            Duration freshFor,
            Duration useScan,
            Duration report,
            Duration pollWait,
            Duration retry,
            Duration retryAtMost,
            Duration rejected,
            Duration stuckRetry) {

        public static Intervals normal() {
            return new Intervals(
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(60),
                    Duration.ofMillis(200),
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(25),
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(10));
        }
    }
}
