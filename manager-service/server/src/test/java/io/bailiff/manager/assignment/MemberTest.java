// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.assignment;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.agent.api.FunctionKind;
import io.bailiff.agent.api.FunctionReport;
import io.bailiff.agent.api.PciAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MemberTest {

    @Test
    void endpointsOfOneModelInARowAreNamedOnce() {
        List<Member> members = List.of(
                member("0000:02:01.0", "Intel Corporation 82546EB"),
                member("0000:02:01.1", "Intel Corporation 82546EB"),
                member("0000:03:00.0", "NVIDIA Corporation GA102"));

        assertThat(Member.named(members))
                .isEqualTo(
                        "0000:02:01.0, 0000:02:01.1 (Intel Corporation 82546EB), 0000:03:00.0 (NVIDIA Corporation GA102)");
    }

    @Test
    void anUnknownModelIsNotNamed() {
        assertThat(Member.named(
                        List.of(member("0000:02:01.0", null), member("0000:02:01.1", "Intel Corporation 82546EB"))))
                .isEqualTo("0000:02:01.0, 0000:02:01.1 (Intel Corporation 82546EB)");
        assertThat(Member.named(List.of())).isEmpty();
    }

    @Test
    void aModelThatAnAgentReportsIsMadeSafeToShow() {
        FunctionReport reported = new FunctionReport(
                PciAddress.parse("0000:02:01.0"),
                FunctionKind.ENDPOINT,
                "8086",
                "100e",
                "1af4",
                "1100",
                "020000",
                "Intel\u001b[2J\n" + "x".repeat(500),
                "e1000",
                null,
                -1,
                null);

        assertThat(Member.of(reported).model())
                .startsWith("Intel\\u001b[2J\\u000ax")
                .hasSize(120);
    }

    private static Member member(String address, @Nullable String model) {
        return new Member(PciAddress.parse(address), "e1000", "8086:100e:1af4:1100", model);
    }
}
