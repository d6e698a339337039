// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.agent;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.bailiff.agent.api.ClaimReport;
import io.bailiff.agent.api.Claimant;
import io.bailiff.agent.api.Dependent;
import io.bailiff.agent.api.FunctionReport;
import io.bailiff.agent.api.GroupUse;
import io.bailiff.agent.api.GuardReport;
import io.bailiff.agent.api.HealthEvent;
import io.bailiff.agent.api.HostReport;
import io.bailiff.agent.api.HostUnknown;
import io.bailiff.agent.api.IommuGroupReport;
import io.bailiff.agent.api.JoinRequest;
import io.bailiff.agent.api.OrderOutcome;
import io.bailiff.agent.api.Refusal;
import io.bailiff.agent.api.RenewalRequest;
import io.bailiff.agent.api.UnknownAnswer;
import java.util.List;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Ignores unknown fields in requests of agents instead of rejecting the request: an agent may be newer than the manager. */
@Configuration(proxyBeanMethods = false)
class TolerantLink {

    private static final List<Class<?>> SAID_BY_AGENTS = List.of(
            JoinRequest.class,
            RenewalRequest.class,
            HostReport.class,
            IommuGroupReport.class,
            Dependent.class,
            FunctionReport.class,
            GroupUse.class,
            GroupUse.Holder.class,
            Refusal.class,
            HostUnknown.class,
            UnknownAnswer.class,
            HealthEvent.class,
            OrderOutcome.class,
            GuardReport.class,
            ClaimReport.class,
            Claimant.class,
            Claimant.Parent.class);

    @Bean
    JsonMapperBuilderCustomizer tolerant() {
        return json -> SAID_BY_AGENTS.forEach(type -> json.addMixIn(type, PassesOverTheUnknown.class));
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    private interface PassesOverTheUnknown {}
}
