package io.bailiff.agent.link;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Which manager, and as whom.
 *
 * @param manager the manager's address, {@code https://bailiff.example.org}
 * @param hostName the name that this host has in the fleet
 * @param joinToken lets the host in when it has no credential yet, or null
 * @param libvirtUri where the manager reaches this host's libvirt, or null if the operator sets it there
 * @param rhythm how often things are looked at
 */
public record LinkSettings(
        URI manager,
        String hostName,
        @Nullable String joinToken,
        @Nullable String libvirtUri,
        Rhythm rhythm) {

    /**
     * How often things are looked at.
     *
     * @param poll how long the manager may hold a question for the desired state
     * @param survey how long the host is not read, when nothing gives reason to
     * @param watch how long between looks at a group whose release somebody waits for
     * @param heartbeat how long nothing is reported, when there is nothing new
     * @param backoff the longest pause before a failed call is tried again
     */
    public record Rhythm(Duration poll, Duration survey, Duration watch, Duration heartbeat, Duration backoff) {

        /** For a host in service. */
        public static Rhythm normal() {
            return new Rhythm(
                    Duration.ofSeconds(25),
                    Duration.ofSeconds(5),
                    Duration.ofMillis(200),
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(30));
        }
    }
}
