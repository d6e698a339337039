// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import static io.bailiff.agent.guard.ClaimReach.Effect.NONE;
import static io.bailiff.agent.guard.ClaimReach.Effect.PREVENTED;
import static io.bailiff.agent.guard.ClaimReach.Effect.TOUCHES;
import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.group.DriverKinds;
import io.bailiff.agent.guard.ClaimReach.Effect;
import io.bailiff.agent.guard.LentGroup.Member;
import io.bailiff.agent.host.HostTree;
import io.bailiff.agent.host.LinuxFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A network card whose ids fit e1000 and igb_uio, lent from e1000 to vfio-pci. */
class ClaimReachTest {

    private static final String DRIVERS = "/sys/bus/pci/drivers/";
    private static final String PROBE = "/sys/bus/pci/drivers_probe";
    private static final String RESCAN = "/sys/bus/pci/rescan";
    private static final String PLACE = "/sys/devices/pci0000:00/0000:00:05.0/0000:01:00.0/0000:02:01.1";
    private static final Set<String> FITTING = Set.of("e1000", "igb_uio");

    @TempDir
    private Path root;

    private DriverKinds kinds;

    @BeforeEach
    void aHostWithAVariantDriverOfAnUnusualName() {
        new HostTree(root)
                .file("/proc/sys/kernel/osrelease", "7.1.0\n")
                .file("/lib/modules/7.1.0/modules.alias", "alias vfio_pci:v00008086d0000100Esv*sd*bc*sc*i* acme_live\n")
                .link("/sys/bus/pci/drivers/acme/module", "../../../../module/acme_live");
        kinds = new DriverKinds(new LinuxFiles(root));
    }

    static Stream<Arguments> table() {
        Member bound = member("vfio-pci", null);
        Member stubbed = member("pci-stub", null);
        Member pinned = member(null, "vfio-pci");
        Member loose = member(null, null);
        Member overridden = member(null, "e1000");
        Member blocked = member(null, "none");
        Member taken = member("e1000", null);
        Member variant = member("acme", null);
        Member pinnedToVariant = member(null, "acme");
        return Stream.of(
                // As it is lent, only the unbind can begin to take it.
                row(DRIVERS + "vfio-pci/unbind", bound, TOUCHES),
                row(DRIVERS + "pci-stub/unbind", stubbed, TOUCHES),
                row(DRIVERS + "pci-stub/unbind", bound, NONE),
                row(DRIVERS + "e1000/unbind", bound, NONE),
                row(DRIVERS + "vfio-pci/unbind", pinned, NONE),
                // A member that the host has already is the host's.
                row(DRIVERS + "e1000/unbind", taken, NONE),
                // A variant driver can have any name.
                row(DRIVERS + "acme/unbind", variant, TOUCHES),
                row(DRIVERS + "vfio-pci/unbind", variant, NONE),
                row(DRIVERS + "xe-vfio-pci/unbind", member("xe-vfio-pci", null), TOUCHES),
                row(DRIVERS + "acme/bind", loose, NONE),
                row(DRIVERS + "acme/new_id", pinnedToVariant, NONE),
                row(PROBE, pinnedToVariant, PREVENTED),
                // A bind needs a function without a driver, and with no override or this one.
                row(DRIVERS + "e1000/bind", bound, PREVENTED),
                row(DRIVERS + "e1000/bind", pinned, PREVENTED),
                row(DRIVERS + "e1000/bind", blocked, PREVENTED),
                row(DRIVERS + "e1000/bind", loose, TOUCHES),
                row(DRIVERS + "e1000/bind", overridden, TOUCHES),
                row(DRIVERS + "igb_uio/bind", overridden, PREVENTED),
                row(DRIVERS + "igb_uio/bind", loose, TOUCHES),
                row(DRIVERS + "nvme/bind", bound, NONE),
                row(DRIVERS + "nvme/bind", loose, NONE),
                row(DRIVERS + "nvme/bind", overridden, NONE),
                row(DRIVERS + "vfio-pci/bind", loose, NONE),
                // A new id may be any id.
                row(DRIVERS + "nvme/new_id", bound, PREVENTED),
                row(DRIVERS + "nvme/new_id", pinned, PREVENTED),
                row(DRIVERS + "nvme/new_id", loose, TOUCHES),
                row(DRIVERS + "e1000/new_id", overridden, TOUCHES),
                row(DRIVERS + "nvme/new_id", overridden, PREVENTED),
                row(DRIVERS + "vfio-pci/new_id", loose, NONE),
                // A probe finds whatever fits.
                row(PROBE, bound, PREVENTED),
                row(PROBE, pinned, PREVENTED),
                row(PROBE, loose, TOUCHES),
                row(PROBE, overridden, TOUCHES),
                // What is removed goes, with all that is below it.
                row(PLACE + "/remove", bound, TOUCHES),
                row("/sys/devices/pci0000:00/0000:00:05.0/remove", bound, TOUCHES),
                row("/sys/devices/pci0000:00/0000:00:05.0/0000:01:00.0/0000:02:01.0/remove", bound, NONE),
                row("/sys/devices/pci0000:00/0000:00:06.0/remove", bound, NONE),
                row(RESCAN, bound, PREVENTED),
                row("/sys/devices/pci0000:00/0000:00:05.0/rescan", bound, PREVENTED),
                row("/sys/devices/pci0000:00/0000:00:05.0/0000:01:00.0/pci_bus/0000:02/rescan", bound, PREVENTED),
                row("/sys/devices/pci0000:00/0000:00:06.0/0000:03:00.0/rescan", bound, NONE),
                row("/sys/devices/pci0000:00/0000:00:06.0/pci_bus/0000:03/rescan", bound, NONE));
    }

    @ParameterizedTest(name = "{0} with the member {1}: {2}")
    @MethodSource("table")
    void theReachOfAnOpenFollowsFromTheBindingOfTheMember(String path, Member member, Effect effect) {
        assertThat(effect(path, true, member)).isEqualTo(effect);
    }

    @Test
    void aRescanTouchesALentGroupWhereTheKernelLetsHostDriversIn() {
        assertThat(effect(RESCAN, false, member("vfio-pci", null))).isEqualTo(TOUCHES);
    }

    @Test
    void aGroupIsTouchedIfOneOfItsMembersIs() {
        assertThat(effect(PROBE, true, member("vfio-pci", null), member(null, null)))
                .isEqualTo(TOUCHES);
    }

    @Test
    void anOpenIsNotHarmlessIfTheKindOfTheDriverCannotBeRead() {
        new HostTree(root).remove("/lib/modules/7.1.0/modules.alias").directory("/lib/modules/7.1.0/modules.alias");

        assertThat(effect(DRIVERS + "acme/unbind", true, member("acme", null))).isEqualTo(TOUCHES);
        assertThat(effect(DRIVERS + "acme/bind", true, member(null, "acme"))).isEqualTo(TOUCHES);
    }

    private Effect effect(String path, boolean newFunctionsAreRefused, Member... members) {
        ClaimReach reach = new ClaimReach(
                kinds,
                (driver, member) -> FITTING.contains(driver),
                (id, member) -> false,
                newFunctionsAreRefused,
                new FakeSurroundings());
        GroupFingerprint fingerprint = new GroupFingerprint("0123456789abcdef0123456789abcdef");
        LentGroup group = new LentGroup(fingerprint, "assignment 1", List.of(members), false);
        return reach.effect(Attempt.open(ControlFile.of(path).orElseThrow()), group);
    }

    private static Arguments row(String path, Member member, Effect effect) {
        return Arguments.of(path, member, effect);
    }

    private static Member member(@Nullable String driver, @Nullable String override) {
        return new Member(PciAddress.parse("0000:02:01.1"), "vfio-pci", "e1000", driver, override, PLACE, null);
    }
}
