// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bailiff.agent.api.GuardReport.Policy;
import io.bailiff.agent.guard.GuardPolicy;
import io.bailiff.agent.guard.GuardPolicy.UnknownFunction;
import java.util.Set;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class GuardOptionsTest {

    @Command
    private static final class Options {
        @Mixin
        private final GuardOptions guard = new GuardOptions();
    }

    @Test
    void withoutOptionsTheGuardHoldsClaimsAndRefusesOpensWithoutAFunction() {
        assertThat(policy()).isEqualTo(GuardPolicy.normal());
        assertThat(policy().unknown()).isEqualTo(UnknownFunction.REFUSE);
    }

    @Test
    void everyOptionIsInThePolicy() {
        GuardPolicy policy =
                policy("--guard=deny", "--guard-exempt=rescue.service", "--guard-unknown=hold", "--settling=5");
        assertThat(policy.policy()).isEqualTo(Policy.DENY);
        assertThat(policy.exemptUnits()).isEqualTo(Set.of("rescue.service"));
        assertThat(policy.unknown()).isEqualTo(UnknownFunction.HOLD);
        assertThat(policy.settling()).hasSeconds(5);
    }

    @Test
    void anotherReactionToAnUnknownFunctionIsBadInput() {
        assertThatThrownBy(() -> policy("--guard-unknown=guess")).hasMessageContaining("REFUSE");
    }

    private static GuardPolicy policy(String... arguments) {
        Options options = new Options();
        new CommandLine(options).setCaseInsensitiveEnumValuesAllowed(true).parseArgs(arguments);
        return options.guard.policy();
    }
}
