package io.bailiff.agent.api;

import com.fasterxml.jackson.annotation.JsonAlias;
import java.util.List;

/**
 * How a host's guard is.
 *
 * @param policy what it does about claims
 * @param working whether it sees claims; if not, {@code limits} says why
 * @param survivesAgent what keeps openers held when the agent dies: {@code systemd}, {@code keeper process 4711}; or
 *     {@code nothing}, and then the kernel lets them through
 * @param limits what it cannot see on this host, for people; stored reports of earlier versions name it {@code blindSpots}
 */
public record GuardReport(
        Policy policy,
        boolean working,
        String survivesAgent,
        @JsonAlias("blindSpots") List<String> limits) {

    public GuardReport {
        limits = List.copyOf(limits);
    }

    /** What a guard does about claims. */
    public enum Policy {
        /** Every claim goes on, and is told of. */
        OBSERVE,
        /** A claim is held until the group is free. */
        HOLD,
        /** A claim is refused: what is lent stays lent. */
        DENY
    }
}
