// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.agent.api.ClaimReport.Status;
import io.bailiff.agent.api.Claimant;
import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.GuardReport.Policy;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.group.DriverKinds;
import io.bailiff.agent.guard.LentGroup.Member;
import io.bailiff.agent.host.LinuxFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Verdicts on written texts. A NIC at 0000:02:01.0 is lent and bound to vfio-pci, and is the subject. Another NIC at 0000:03:00.0 is lent too,
 * and has neither a driver nor an override. The ids of both fit e1000 alone.
 */
class WrittenVerdictsTest {

    private static final PciAddress NIC = PciAddress.parse("0000:02:01.0");
    private static final PciAddress LOOSE = PciAddress.parse("0000:03:00.0");
    private static final FunctionIds IDS = new FunctionIds(0x8086, 0x1010, 0x8086, 0x1012, 0x20000);
    private static final LentGroup LENT = group(1, NIC, "vfio-pci");
    private static final LentGroup WITH_LOOSE = group(2, LOOSE, null);
    private static final Claimant SHELL = new Claimant(7, null, "bash", 0, null, List.of(), "", null, null);
    private static final Claimant NAMES_NIC = new Claimant(7, null, "x " + NIC, 0, null, List.of(), "", null, null);

    static Stream<Arguments> texts() {
        return Stream.of(
                row("vfio-pci/unbind", NIC + "\n", Status.HELD, NIC),
                row("vfio-pci/unbind", NIC.toString(), Status.HELD, NIC),
                row("vfio-pci/unbind", "0000:07:00.0\n", null, null),
                row("vfio-pci/unbind", LOOSE + "\n", null, null),
                row("vfio-pci/unbind", NIC + "\n\n", null, null),
                row("vfio-pci/unbind", "", null, null),
                row("e1000/unbind", NIC + "\n", null, null),
                row("e1000/bind", LOOSE + "\n", Status.HELD, LOOSE),
                row("nvme/bind", LOOSE + "\n", null, null),
                row("e1000/bind", NIC + "\n", Status.PREVENTED, NIC),
                row("e1000/bind", "0000:07:00.0\n", null, null),
                row("vfio-pci/bind", LOOSE + "\n", null, null),
                row("../drivers_probe", LOOSE + "\n", Status.HELD, LOOSE),
                row("../drivers_probe", NIC + "\n", Status.PREVENTED, NIC),
                row("../drivers_probe", "0000:07:00.0\n", null, null),
                // An id that matches the function without a driver, and an id that matches no function.
                row("nvme/new_id", "8086 ffffffff\n", Status.HELD, LOOSE),
                row("nvme/new_id", "8086 1010 8086 1012\n", Status.HELD, LOOSE),
                row("nvme/new_id", "ffffffff ffffffff ffffffff ffffffff 020000 ff0000\n", Status.HELD, LOOSE),
                row("nvme/new_id", "144d ffffffff\n", null, null),
                row("nvme/new_id", "8086 1010 8086 1013\n", null, null),
                row("nvme/new_id", "8086\n", null, null),
                // After any new id the kernel offers every function to the driver, by all ids of the driver.
                row("e1000/new_id", "144d a80a\n", Status.HELD, LOOSE),
                row("vfio-pci/new_id", "8086 1010\n", null, null));
    }

    @ParameterizedTest(name = "{1} to {0}: {2} {3}")
    @MethodSource("texts")
    void aWriteIsDecidedByTheFunctionThatIsWrittenWhateverTheNumberOfLentGroups(
            String file, String text, @Nullable Status status, @Nullable PciAddress function) {
        List<LentGroup> many = new ArrayList<>(List.of(LENT, WITH_LOOSE));
        for (int other = 3; other <= 64; other++) {
            many.add(group(other, PciAddress.parse(String.format("0000:%02x:00.0", 0x40 + other)), "vfio-pci"));
        }
        for (List<LentGroup> lent : List.of(List.of(LENT, WITH_LOOSE), many)) {
            Optional<Verdict> verdict = on(file, text, SHELL, context(lent, false));
            // A text that a kernel refuses for every function reports nothing; an id is a claim on all matching groups.
            assertThat(verdict.map(Verdict::status)).isEqualTo(Optional.ofNullable(status));
            assertThat(verdict.map(Verdict::function)).isEqualTo(Optional.ofNullable(function));
        }
    }

    @Test
    void aMatchingIdIsReportedForGroupsThatKeepTheirMembers() {
        Verdict verdict = on("nvme/new_id", "8086 1010\n", SHELL, context(List.of(LENT), false))
                .orElseThrow();
        assertThat(verdict.status()).isEqualTo(Status.PREVENTED);
        assertThat(verdict.groups()).containsExactly(LENT.fingerprint());
    }

    @Test
    void anIdForFunctionsOfTwoLentGroupsIsRefused() {
        LentGroup other = group(3, PciAddress.parse("0000:05:00.0"), null);
        Verdict verdict = on("nvme/new_id", "8086 1010\n", SHELL, context(List.of(WITH_LOOSE, other), false))
                .orElseThrow();
        assertThat(verdict.status()).isEqualTo(Status.DENIED);
        assertThat(verdict.groups()).hasSize(2);
    }

    @Test
    void theCommandLineDoesNotMatterForAWrite() {
        assertThat(on("vfio-pci/unbind", "0000:07:00.0\n", NAMES_NIC, context(List.of(LENT), false)))
                .isEmpty();
        Claimant namesOther = new Claimant(7, null, "x 0000:07:00.0", 0, null, List.of(), "", null, null);
        assertThat(on("vfio-pci/unbind", NIC + "\n", namesOther, context(List.of(LENT), false)))
                .map(Verdict::status)
                .contains(Status.HELD);
    }

    @Test
    void libvirtIsRefusedOnALentFunctionAloneAndNeverHeld() {
        assertThat(on("vfio-pci/unbind", NIC + "\n", SHELL, context(List.of(LENT), true)))
                .map(Verdict::status)
                .contains(Status.DENIED);
        assertThat(on("vfio-pci/unbind", "0000:07:00.0\n", SHELL, context(List.of(LENT), true)))
                .isEmpty();
    }

    @Test
    void policyDenyRefusesAWriteForALentFunctionAlone() {
        Verdicts deny = verdicts(new GuardPolicy(Policy.DENY, Set.of(), Duration.ZERO));
        assertThat(deny.on(attempt("vfio-pci/unbind", NIC + "\n"), SHELL, context(List.of(LENT), false)))
                .map(Verdict::status)
                .contains(Status.DENIED);
        assertThat(deny.on(attempt("vfio-pci/unbind", "0000:07:00.0\n"), SHELL, context(List.of(LENT), false)))
                .isEmpty();
    }

    private static Optional<Verdict> on(String file, String text, Claimant claimant, AttemptContext context) {
        return verdicts(GuardPolicy.normal()).on(attempt(file, text), claimant, context);
    }

    private static Attempt attempt(String file, String text) {
        String path = Path.of("/sys/bus/pci/drivers/" + file).normalize().toString();
        return Attempt.write(ControlFile.of(path).orElseThrow(), text);
    }

    private static Verdicts verdicts(GuardPolicy policy) {
        DriverKinds byName = new DriverKinds(new LinuxFiles(Path.of("/nonexistent")));
        // The other lent functions have other ids.
        ClaimReach reach = new ClaimReach(
                byName,
                (driver, member) -> driver.equals("e1000") && isNic(member),
                (id, member) -> isNic(member) && id.matches(IDS),
                true,
                new FakeSurroundings());
        return new Verdicts(policy, reach);
    }

    private static boolean isNic(Member member) {
        return member.address().bus() < 0x10;
    }

    private static AttemptContext context(List<LentGroup> lent, boolean isLibvirt) {
        return new AttemptContext(lent, Set.of(), Set.of(), Set.of(), isLibvirt, true);
    }

    private static LentGroup group(int number, PciAddress address, @Nullable String driver) {
        Member member =
                new Member(address, "vfio-pci", "e1000", driver, null, "/sys/devices/pci0000:00/" + address, null);
        return new LentGroup(
                new GroupFingerprint(String.format("%032x", number)), "assignment 1", List.of(member), false);
    }

    private static Arguments row(String file, String text, @Nullable Status status, @Nullable PciAddress function) {
        return Arguments.of(file, text, status, function);
    }
}
