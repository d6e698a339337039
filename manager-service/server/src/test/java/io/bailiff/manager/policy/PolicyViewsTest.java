// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bailiff.manager.api.PolicyView;
import io.bailiff.manager.problem.ProblemException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyViewsTest {

    @Test
    void aPolicyIsShownAsItWasSet() {
        PolicyView set = new PolicyView(1, 2, 3, "never", "allowed", "restore", "skip", "ladder", "start");

        assertThat(PolicyViews.of(PolicyViews.policy(set))).isEqualTo(set);
    }

    @ParameterizedTest
    @CsvSource({"maybe,,,, shutdown", ",, , RESTORE, afterwards", ", wake,,, pausedGuest", ",, kill,, strangers"})
    void anUnknownValueIsRefusedWithTheField(
            @Nullable String shutdown,
            @Nullable String paused,
            @Nullable String strangers,
            @Nullable String afterwards,
            String field) {
        PolicyView set = new PolicyView(null, null, null, shutdown, null, afterwards, paused, strangers, null);

        assertThatThrownBy(() -> PolicyViews.policy(set))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refused -> assertThat(refused.problem().field()).isEqualTo(field));
    }

    @Test
    void theNarrowerScopeDecidesFieldByField() {
        Policy near = PolicyViews.policy(new PolicyView(null, null, null, null, null, null, "skip", null, null));
        Policy far = PolicyViews.policy(new PolicyView(9, null, null, null, null, null, "resume", "ladder", "start"));

        Policy both = near.over(far);

        assertThat(both.resumesGuest()).isFalse();
        assertThat(both.allowsStrangers()).isTrue();
        assertThat(both.startsGuest()).isTrue();
    }
}
