// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A fingerprint names exactly these members with exactly these ids. */
class GroupFingerprintTest {

    private static final FunctionReport FIRST = function("0000:02:01.0", "8086", "100e", "1af4", "1100");
    private static final FunctionReport SECOND = function("0000:02:01.1", "8086", "100e", "1af4", "1100");

    @Test
    void theOrderOfTheMembersDoesNotCount() {
        assertThat(GroupFingerprint.of(List.of(FIRST, SECOND))).isEqualTo(GroupFingerprint.of(List.of(SECOND, FIRST)));
    }

    /** Journals and assignments have it stored. */
    @Test
    void theFingerprintOfAGroupIsTheSameInEveryVersion() {
        assertThat(GroupFingerprint.of(List.of(FIRST, SECOND)).value()).isEqualTo("7c770939d31cbcdaed536e2064926a71");
    }

    @Test
    void aGroupThatHasLostAMemberIsAnotherGroup() {
        assertThat(GroupFingerprint.of(List.of(FIRST))).isNotEqualTo(GroupFingerprint.of(List.of(FIRST, SECOND)));
    }

    @Test
    void anotherCardAtTheSameAddressIsAnotherGroup() {
        GroupFingerprint before = GroupFingerprint.of(List.of(FIRST));

        assertThat(List.of(
                        function("0000:02:01.0", "10de", "100e", "1af4", "1100"),
                        function("0000:02:01.0", "8086", "100f", "1af4", "1100"),
                        function("0000:02:01.0", "8086", "100e", "1af5", "1100"),
                        function("0000:02:01.0", "8086", "100e", "1af4", "1101")))
                .extracting(other -> GroupFingerprint.of(List.of(other)))
                .doesNotContain(before)
                .doesNotHaveDuplicates();
    }

    @Test
    void whatAMemberIsBoundToDoesNotCount() {
        FunctionReport bound = new FunctionReport(
                FIRST.address(),
                FunctionKind.ENDPOINT,
                "8086",
                "100e",
                "1af4",
                "1100",
                "020000",
                "Intel Corporation 82540EM",
                "vfio-pci",
                "vfio-pci",
                -1,
                null);

        assertThat(GroupFingerprint.of(List.of(bound))).isEqualTo(GroupFingerprint.of(List.of(FIRST)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0123456789abcdef0123456789abcde",
                "0123456789ABCDEF0123456789ABCDEF",
                "0123456789abcdef0123456789abcdef0"
            })
    void whatIsNoFingerprintIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> new GroupFingerprint(text));
    }

    private static FunctionReport function(
            String address, String vendor, String device, String subsystemVendor, String subsystemDevice) {
        return new FunctionReport(
                PciAddress.parse(address),
                FunctionKind.ENDPOINT,
                vendor,
                device,
                subsystemVendor,
                subsystemDevice,
                "020000",
                null,
                "e1000",
                null,
                -1,
                null);
    }
}
