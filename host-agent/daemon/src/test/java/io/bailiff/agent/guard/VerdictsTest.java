// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.agent.api.ClaimReport.Status;
import io.bailiff.agent.api.Claimant;
import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.GuardReport.Policy;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.group.DriverKinds;
import io.bailiff.agent.guard.GuardPolicy.UnknownFunction;
import io.bailiff.agent.guard.LentGroup.Member;
import io.bailiff.agent.host.LinuxFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two groups are lent: a network card at 0000:02:01.0 and a disk at 0000:04:00.0. */
class VerdictsTest {

    private static final String UNBIND = "/sys/bus/pci/drivers/vfio-pci/unbind";
    private static final PciAddress NIC = PciAddress.parse("0000:02:01.0");
    private static final PciAddress DISK = PciAddress.parse("0000:04:00.0");
    private static final LentGroup NIC_GROUP = group("a", NIC);
    private static final LentGroup DISK_GROUP = group("b", DISK);
    private static final Claimant SHELL = claimant("bash", null);
    private static final Claimant NAMES_NIC = claimant("take 0000:02:01.0", null);
    private static final GuardPolicy HOLD_UNKNOWN =
            new GuardPolicy(Policy.HOLD, Set.of(), Duration.ZERO, UnknownFunction.HOLD);

    private final List<LentGroup> both = List.of(NIC_GROUP, DISK_GROUP);

    @Test
    void anOpenThatShowsNoFunctionIsRefusedWhateverTheNumberOfLentGroups() {
        for (List<LentGroup> lent : List.of(List.of(NIC_GROUP), both)) {
            Verdict verdict = on(UNBIND, SHELL, context(lent));
            assertThat(verdict.status()).isEqualTo(Status.DENIED);
            assertThat(verdict.groups()).hasSize(lent.size());
            assertThat(verdict.function()).isNull();
            assertThat(verdict.message()).isEqualTo(Verdicts.UNKNOWN);
        }
    }

    @Test
    void anOpenThatShowsNoFunctionIsHeldWithoutAFunctionIfThePolicySaysSo() {
        Verdict verdict = on(HOLD_UNKNOWN, UNBIND, SHELL, context(List.of(NIC_GROUP)));
        assertThat(verdict.status()).isEqualTo(Status.HELD);
        assertThat(verdict.groups()).containsExactly(NIC_GROUP.fingerprint());
        assertThat(verdict.function()).isNull();
        assertThat(on(HOLD_UNKNOWN, UNBIND, SHELL, context(both)).status()).isEqualTo(Status.DENIED);
    }

    @Test
    void anOpenPastACoverShowsNoFunctionWhateverTheCommandLineAndTheOverridesSay() {
        AttemptContext past = new AttemptContext(List.of(NIC_GROUP), Set.of(), Set.of(), Set.of(NIC), false, true);
        Verdict verdict = on(UNBIND, NAMES_NIC, past);
        assertThat(verdict.status()).isEqualTo(Status.DENIED);
        assertThat(verdict.function()).isNull();
        assertThat(verdict.message()).isEqualTo(Verdicts.PAST_COVER);
    }

    @Test
    void theFileOfAFunctionShowsTheFunctionPastACoverToo() {
        String remove = "/sys/devices/pci0000:00/" + NIC + "/remove";
        Verdict verdict = on(remove, SHELL, context(both));
        assertThat(verdict.status()).isEqualTo(Status.HELD);
        assertThat(verdict.groups()).containsExactly(NIC_GROUP.fingerprint());
        assertThat(verdict.function()).isEqualTo(NIC);
    }

    @Test
    void theRemovalOfABridgeIsHeldUntilAllGroupsBelowAreFree() {
        Verdict verdict = on(
                "/sys/devices/pci0000:00/0000:00:01.0/remove",
                NAMES_NIC,
                context(List.of(below("a", NIC), below("b", DISK))));
        assertThat(verdict.status()).isEqualTo(Status.HELD);
        assertThat(verdict.groups()).hasSize(2);
        assertThat(verdict.function()).isEqualTo(NIC);
    }

    @Test
    void libvirtMayOpenTheConfigurationOfAFunctionOnAVariantDriver() {
        String config = "/sys/devices/pci0000:00/" + NIC + "/config";
        Member variant = new Member(
                NIC, "mlx5_vfio_pci", "mlx5_core", "mlx5_vfio_pci", null, "/sys/devices/pci0000:00/" + NIC, null);
        LentGroup lent = new LentGroup(new GroupFingerprint("c".repeat(32)), "assignment 1", List.of(variant), false);
        Attempt attempt = Attempt.open(ControlFile.of(config).orElseThrow());
        for (boolean isLibvirt : new boolean[] {true, false}) {
            AttemptContext context = new AttemptContext(List.of(lent), Set.of(), Set.of(), Set.of(), isLibvirt, false);
            assertThat(verdicts(GuardPolicy.normal())
                            .on(attempt, SHELL, context)
                            .isEmpty())
                    .isEqualTo(isLibvirt);
        }
    }

    @Test
    void aFileThatResetsAMemberIsRefusedWithTheReasonOfTheTable() {
        Verdict verdict = on("/sys/devices/pci0000:00/" + NIC + "/reset", SHELL, context(both));
        assertThat(verdict.status()).isEqualTo(Status.DENIED);
        assertThat(verdict.groups()).containsExactly(NIC_GROUP.fingerprint());
        assertThat(verdict.message()).startsWith(Verdicts.NEVER);
    }

    @Test
    void theCommandLineSelectsOneOfSeveralGroups() {
        Verdict verdict = on(UNBIND, claimant("driverctl set-override 0000:04:00.0 nvme", null), context(both));
        assertThat(verdict.status()).isEqualTo(Status.HELD);
        assertThat(verdict.groups()).containsExactly(DISK_GROUP.fingerprint());
        assertThat(verdict.function()).isEqualTo(DISK);
    }

    @Test
    void theCommandOfAParentSelectsTheGroupIfTheCommandNamesNoFunction() {
        Claimant child = new Claimant(
                7,
                null,
                "tee " + UNBIND,
                0,
                null,
                List.of(new Claimant.Parent(6, "sh /root/back 0000:04:00.0"), new Claimant.Parent(5, "x 0000:02:01.0")),
                "",
                null,
                null);
        assertThat(on(UNBIND, child, context(both)).groups()).containsExactly(DISK_GROUP.fingerprint());
    }

    @Test
    void aChangedOverrideSelectsOneOfSeveralGroups() {
        AttemptContext context = new AttemptContext(both, Set.of(), Set.of(), Set.of(NIC), false, false);
        Verdict verdict = on(UNBIND, SHELL, context);
        assertThat(verdict.status()).isEqualTo(Status.HELD);
        assertThat(verdict.groups()).containsExactly(NIC_GROUP.fingerprint());
    }

    @Test
    void aCommandThatNamesFunctionsOfTwoLentGroupsIsRefused() {
        Verdict verdict = on(UNBIND, claimant("x 0000:02:01.0 0000:04:00.0", null), context(both));
        assertThat(verdict.status()).isEqualTo(Status.DENIED);
        assertThat(verdict.groups()).hasSize(2);
        assertThat(verdict.message())
                .isEqualTo(
                        "the write may concern any of 2 lent groups. Name a single function of a single group, and try"
                                + " again; or POST /api/v1/hosts/HOST/reclaims on the manager");
    }

    @Test
    void aCommandThatNamesAFunctionThatIsNotLentIsNoPass() {
        Verdict verdict = on(UNBIND, claimant("driverctl unset-override 0000:07:00.0", null), context(both));
        assertThat(verdict.status()).isEqualTo(Status.DENIED);
        assertThat(verdict.message()).isEqualTo(Verdicts.UNKNOWN);
    }

    @Test
    void libvirtsDaemonsAreDeniedAndNeverHeld() {
        AttemptContext context = new AttemptContext(List.of(NIC_GROUP), Set.of(), Set.of(), Set.of(), true, false);
        Verdict verdict = on(UNBIND, claimant("/usr/sbin/libvirtd", "libvirtd.service"), context);
        assertThat(verdict.status()).isEqualTo(Status.DENIED);
        assertThat(verdict.message()).contains("libvirt", "POST /api/v1/hosts/HOST/reclaims");
    }

    @Test
    void aClaimOnAGroupInHandoverIsLetThrough() {
        AttemptContext context = new AttemptContext(
                List.of(NIC_GROUP), Set.of(NIC_GROUP.fingerprint()), Set.of(), Set.of(), false, false);
        assertThat(on(UNBIND, SHELL, context).status()).isEqualTo(Status.LET_THROUGH);
    }

    @Test
    void anOpenThatThePinsPreventIsRecorded() {
        Verdict verdict = on("/sys/bus/pci/drivers_probe", SHELL, context(both));
        assertThat(verdict.status()).isEqualTo(Status.PREVENTED);
        assertThat(verdict.groups()).hasSize(2);
    }

    @Test
    void anOpenThatIsNoClaimHasNoVerdict() {
        assertThat(verdicts(GuardPolicy.normal())
                        .on(
                                Attempt.open(ControlFile.of("/sys/bus/pci/drivers/ahci/unbind")
                                        .orElseThrow()),
                                SHELL,
                                context(both)))
                .isEmpty();
    }

    @Test
    void policyDenyDeniesAndNeverHolds() {
        GuardPolicy deny = new GuardPolicy(Policy.DENY, Set.of(), Duration.ZERO);
        assertThat(on(deny, UNBIND, SHELL, context(List.of(NIC_GROUP))).status())
                .isEqualTo(Status.DENIED);
    }

    @Test
    void policyObserveExemptsEveryClaim() {
        GuardPolicy observe = new GuardPolicy(Policy.OBSERVE, Set.of(), Duration.ZERO);
        assertThat(on(observe, UNBIND, SHELL, context(both)).status()).isEqualTo(Status.EXEMPT);
    }

    @Test
    void anExemptUnitIsNotHeld() {
        GuardPolicy policy = new GuardPolicy(Policy.HOLD, Set.of("rescue.service"), Duration.ZERO);
        AttemptContext context = context(List.of(NIC_GROUP));
        assertThat(on(policy, UNBIND, claimant("sh 0000:02:01.0", "rescue.service"), context)
                        .status())
                .isEqualTo(Status.EXEMPT);
        assertThat(on(policy, UNBIND, claimant("sh 0000:02:01.0", "other.service"), context)
                        .status())
                .isEqualTo(Status.HELD);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/user.slice/user-1000.slice/user@1000.service/app.slice/rescue.service",
                "/system.slice/docker-0123456789abcdef.scope/system.slice/rescue.service",
                "/machine.slice/machine-qemu.scope/rescue.service",
                "/system.slice/other.service/rescue.service",
                "./rescue.service",
                "/../rescue.service"
            })
    void aUnitOfTheSameNameThatIsNotTheHostsIsHeld(String cgroup) {
        GuardPolicy policy = new GuardPolicy(Policy.HOLD, Set.of("rescue.service"), Duration.ZERO);
        assertThat(on(policy, UNBIND, inGroup("sh 0000:02:01.0", cgroup, "rescue.service"), context(List.of(NIC_GROUP)))
                        .status())
                .isEqualTo(Status.HELD);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/system.slice/rescue.service",
                "/rescue.service",
                "/system.slice/system-rescue.slice/rescue.service/worker"
            })
    void aUnitIsExemptInEverySliceAndWithGroupsOfItsOwn(String cgroup) {
        GuardPolicy policy = new GuardPolicy(Policy.HOLD, Set.of("rescue.service"), Duration.ZERO);
        assertThat(on(policy, UNBIND, inGroup("sh 0000:02:01.0", cgroup, null), context(List.of(NIC_GROUP)))
                        .status())
                .isEqualTo(Status.EXEMPT);
    }

    @Test
    void aChangedOverrideStandsUntilTheGroupIsFree() {
        Verdict verdict = onOverride(GuardPolicy.normal(), by(SHELL), false);
        assertThat(verdict.status()).isEqualTo(Status.STANDING);
        assertThat(verdict.function()).isEqualTo(NIC);
        assertThat(verdict.message()).contains("vfio-pci");
    }

    @Test
    void aChangedOverrideOfAGroupInHandoverIsLetThrough() {
        assertThat(onOverride(GuardPolicy.normal(), by(SHELL), true).status()).isEqualTo(Status.LET_THROUGH);
    }

    @Test
    void aPinChangedByLibvirtOrUnderPolicyDenyIsRestored() {
        Verdict libvirt = onOverride(GuardPolicy.normal(), new IdentifiedClaimant(SHELL, 0, true), false);
        Verdict denied = onOverride(new GuardPolicy(Policy.DENY, Set.of(), Duration.ZERO), by(SHELL), false);
        assertThat(List.of(libvirt, denied)).allSatisfy(verdict -> {
            assertThat(verdict.status()).isEqualTo(Status.DENIED);
            assertThat(verdict.message()).contains("vfio-pci");
        });
    }

    @Test
    void anExemptUnitMayChangeAnOverrideEvenIfItIsLibvirt() {
        GuardPolicy policy = new GuardPolicy(Policy.HOLD, Set.of("rescue.service"), Duration.ZERO);
        IdentifiedClaimant libvirt = new IdentifiedClaimant(claimant("libvirtd", "rescue.service"), 0, true);
        assertThat(onOverride(policy, libvirt, false).status()).isEqualTo(Status.EXEMPT);
    }

    private static Verdict onOverride(GuardPolicy policy, IdentifiedClaimant by, boolean handedOver) {
        return verdicts(policy).onOverride(NIC_GROUP, NIC_GROUP.member(NIC).orElseThrow(), by, handedOver, false);
    }

    private static IdentifiedClaimant by(Claimant claimant) {
        return new IdentifiedClaimant(claimant, 0, false);
    }

    private static Verdict on(String path, Claimant claimant, AttemptContext context) {
        return on(GuardPolicy.normal(), path, claimant, context);
    }

    private static Verdict on(GuardPolicy policy, String path, Claimant claimant, AttemptContext context) {
        Optional<Verdict> verdict =
                verdicts(policy).on(Attempt.open(ControlFile.of(path).orElseThrow()), claimant, context);
        return verdict.orElseThrow();
    }

    private static Verdicts verdicts(GuardPolicy policy) {
        DriverKinds byName = new DriverKinds(new LinuxFiles(Path.of("/nonexistent")));
        return new Verdicts(
                policy,
                new ClaimReach(byName, (driver, member) -> false, (id, member) -> false, true, new FakeSurroundings()));
    }

    private static AttemptContext context(List<LentGroup> lent) {
        return new AttemptContext(lent, Set.of(), Set.of(), Set.of(), false, false);
    }

    private static Claimant claimant(String command, @Nullable String unit) {
        return inGroup(command, unit == null ? "" : "/system.slice/" + unit, unit);
    }

    private static Claimant inGroup(String command, String cgroup, @Nullable String unit) {
        return new Claimant(7, null, command, 0, null, List.of(), cgroup, unit, null);
    }

    private static LentGroup below(String digit, PciAddress address) {
        return group(digit, address, "/sys/devices/pci0000:00/0000:00:01.0/" + address);
    }

    private static LentGroup group(String digit, PciAddress address) {
        return group(digit, address, "/sys/devices/pci0000:00/" + address);
    }

    private static LentGroup group(String digit, PciAddress address, String place) {
        Member member = new Member(address, "vfio-pci", "e1000", "vfio-pci", null, place, null);
        return new LentGroup(new GroupFingerprint(digit.repeat(32)), "assignment 1", List.of(member), false);
    }
}
