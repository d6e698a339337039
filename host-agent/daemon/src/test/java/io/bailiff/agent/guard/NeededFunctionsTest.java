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
import io.bailiff.agent.host.LinuxFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Attempts at the functions that a lent virtual function needs: its physical function on ixgbe, and a port on pcieport above. */
class NeededFunctionsTest {

    private static final String DRIVERS = "/sys/bus/pci/drivers/";
    private static final String PROBE = "/sys/bus/pci/drivers_probe";
    private static final String PORT = "0000:00:05.0";
    private static final String PHYSICAL = "0000:02:00.0";
    private static final String VIRTUAL = "0000:02:10.0";
    private static final String PORT_PLACE = "/sys/devices/pci0000:00/" + PORT;
    private static final String PHYSICAL_PLACE = PORT_PLACE + "/" + PHYSICAL;
    private static final String PLACE = PORT_PLACE + "/" + VIRTUAL;
    private static final String OTHER_PLACE = "/sys/devices/pci0000:00/0000:00:06.0";

    private final FakeSurroundings surroundings = new FakeSurroundings();

    NeededFunctionsTest() {
        surroundings.drivers.put(PciAddress.parse(PHYSICAL), "ixgbe");
        surroundings.drivers.put(PciAddress.parse(PORT), "pcieport");
        surroundings.drivers.put(PciAddress.parse(VIRTUAL), "vfio-pci");
        surroundings.overrides.put(PciAddress.parse(PHYSICAL), "ixgbe");
        surroundings.overrides.put(PciAddress.parse(VIRTUAL), "odd");
        surroundings.virtualFunctions.put(PciAddress.parse(PHYSICAL), 2);
        surroundings.slots.add("3");
        surroundings.groups.add("30");
    }

    static Stream<Arguments> table() {
        return Stream.of(
                row(DRIVERS + "ixgbe/unbind", PHYSICAL, TOUCHES),
                row(DRIVERS + "pcieport/unbind", PORT, TOUCHES),
                row(DRIVERS + "ixgbe/unbind", null, TOUCHES),
                row(DRIVERS + "pcieport/unbind", null, TOUCHES),
                row(DRIVERS + "nvme/unbind", null, NONE),
                // The kernel refuses to unbind a function from a driver that the function is not on.
                row(DRIVERS + "pcieport/unbind", PHYSICAL, NONE),
                row(DRIVERS + "pcieport/unbind", "0000:00:06.0", NONE),
                // The kernel binds no function that has a driver.
                row(DRIVERS + "ixgbe/bind", PHYSICAL, NONE),
                row(PROBE, PHYSICAL, NONE),
                row(PROBE, PORT, NONE),
                row(PHYSICAL_PLACE + "/remove", null, TOUCHES),
                row(PORT_PLACE + "/remove", null, TOUCHES),
                row(OTHER_PLACE + "/remove", null, NONE),
                row(PLACE + "/driver_override", "vfio-pci\n", NONE),
                row(PLACE + "/driver_override", "odd\n", NONE),
                row(PLACE + "/driver_override", "vfio-pci\nrest", NONE),
                row(PLACE + "/driver_override", "vfio-pc\n", TOUCHES),
                row(PLACE + "/driver_override", "\n", TOUCHES),
                row(PLACE + "/driver_override", "\0", TOUCHES),
                row(PLACE + "/driver_override", "", NONE),
                row(PLACE + "/driver_override", null, TOUCHES),
                row(PHYSICAL_PLACE + "/driver_override", "ixgbe", NONE),
                row(PHYSICAL_PLACE + "/driver_override", "vfio-pci", TOUCHES),
                row(PORT_PLACE + "/driver_override", null, NONE),
                row(PHYSICAL_PLACE + "/sriov_numvfs", "0\n", TOUCHES),
                row(PHYSICAL_PLACE + "/sriov_numvfs", "0x0", TOUCHES),
                row(PHYSICAL_PLACE + "/sriov_numvfs", "2\n", NONE),
                row(PHYSICAL_PLACE + "/sriov_numvfs", "8\n", NONE),
                row(PHYSICAL_PLACE + "/sriov_numvfs", "none\n", NONE),
                row(PHYSICAL_PLACE + "/sriov_numvfs", null, TOUCHES),
                row("/sys/bus/pci/slots/3/power", "0\n", TOUCHES),
                row("/sys/bus/pci/slots/3/power", "off\n", TOUCHES),
                row("/sys/bus/pci/slots/3/power", "1\n", NONE),
                row("/sys/bus/pci/slots/3/power", null, TOUCHES),
                row("/sys/bus/pci/slots/4/power", "0\n", NONE),
                row("/sys/bus/pci/slots/3/test", null, TOUCHES),
                row("/sys/module/ixgbe/refcnt", null, TOUCHES),
                row("/sys/module/pcieport/refcnt", null, TOUCHES),
                row("/sys/module/vfio_pci/refcnt", null, TOUCHES),
                row("/sys/module/nvme/refcnt", null, NONE),
                row("/sys/kernel/iommu_groups/30/type", null, TOUCHES),
                row("/sys/kernel/iommu_groups/31/type", null, NONE),
                row(PLACE + "/config", null, TOUCHES),
                row(PHYSICAL_PLACE + "/config", null, TOUCHES),
                row(PORT_PLACE + "/config", null, TOUCHES),
                row(OTHER_PLACE + "/config", null, NONE),
                row(PLACE + "/resource0", null, TOUCHES),
                row(PHYSICAL_PLACE + "/resource0", null, NONE),
                row(PORT_PLACE + "/reset_subordinate", null, TOUCHES),
                row(PORT_PLACE + "/power/control", null, TOUCHES));
    }

    @ParameterizedTest(name = "{1} to {0}: {2}")
    @MethodSource("table")
    void theReachOfAnAttemptFollowsFromTheFunctionsThatAMemberNeeds(String path, @Nullable String text, Effect effect) {
        assertThat(effect(path, text, PLACE, PHYSICAL_PLACE)).isEqualTo(effect);
    }

    @Test
    void aPhysicalFunctionWithoutADriverMayNotGetOne() {
        surroundings.drivers.clear();
        assertThat(effect(DRIVERS + "ixgbe/bind", PHYSICAL, PLACE, PHYSICAL_PLACE))
                .isEqualTo(TOUCHES);
        assertThat(effect(PROBE, PHYSICAL, PLACE, PHYSICAL_PLACE)).isEqualTo(TOUCHES);
        assertThat(effect(DRIVERS + "pcieport/bind", PORT, PLACE, PHYSICAL_PLACE))
                .isEqualTo(NONE);
        assertThat(effect(DRIVERS + "ixgbe/unbind", PHYSICAL, PLACE, PHYSICAL_PLACE))
                .isEqualTo(NONE);
    }

    @Test
    void theNumberOfALentPhysicalFunctionChangesOnlyFromZeroOrToZero() {
        String count = PHYSICAL_PLACE + "/sriov_numvfs";
        assertThat(effect(count, "0", PHYSICAL_PLACE, null)).isEqualTo(TOUCHES);
        assertThat(effect(count, "2", PHYSICAL_PLACE, null)).isEqualTo(NONE);
        assertThat(effect(count, "4", PHYSICAL_PLACE, null)).isEqualTo(NONE);
        surroundings.virtualFunctions.clear();
        assertThat(effect(count, "0", PHYSICAL_PLACE, null)).isEqualTo(NONE);
        assertThat(effect(count, "4", PHYSICAL_PLACE, null)).isEqualTo(TOUCHES);
    }

    @Test
    void aMoveOfAGroupTakesEachMemberFromItsDriverAndAMemberAboveFirst() {
        Member port = member(PORT_PLACE, null);
        LentGroup moving = group(List.of(member(PLACE, PHYSICAL_PLACE), port), true);
        Attempt unbind =
                Attempt.write(ControlFile.of(DRIVERS + "pcieport/unbind").orElseThrow(), PORT);

        assertThat(reach().effect(unbind, moving)).isEqualTo(NONE);
        assertThat(reach().effect(unbind, group(moving.members(), false))).isEqualTo(TOUCHES);
        assertThat(reach().effect(unbind, group(List.of(member(PLACE, PHYSICAL_PLACE)), true)))
                .isEqualTo(TOUCHES);
    }

    @Test
    void theKernelUnloadsNoModuleInUse() {
        surroundings.usedModules.addAll(Set.of("ixgbe", "vfio_pci", "nvme"));
        assertThat(effect("/sys/module/ixgbe/refcnt", null, PLACE, PHYSICAL_PLACE))
                .isEqualTo(PREVENTED);
        assertThat(effect("/sys/module/vfio_pci/refcnt", null, PLACE, PHYSICAL_PLACE))
                .isEqualTo(PREVENTED);
        assertThat(effect("/sys/module/nvme/refcnt", null, PLACE, PHYSICAL_PLACE))
                .isEqualTo(NONE);
    }

    @ParameterizedTest(name = "{0} on a kernel that crashes: {2}, on another: {3}")
    @MethodSource("emptySlots")
    void powerToAnEmptySlotTouchesTheGroupOnAKernelThatCrashes(
            String path, @Nullable String text, Effect crashing, Effect refusing) {
        surroundings.emptySlots.add("5");
        assertThat(effect(path, text, PLACE, PHYSICAL_PLACE, false)).isEqualTo(crashing);
        assertThat(effect(path, text, PLACE, PHYSICAL_PLACE, true)).isEqualTo(refusing);
    }

    static Stream<Arguments> emptySlots() {
        String power = "/sys/bus/pci/slots/5/power";
        return Stream.of(
                Arguments.of(power, "1\n", TOUCHES, NONE),
                Arguments.of(power, "257", TOUCHES, NONE),
                Arguments.of(power, null, TOUCHES, NONE),
                Arguments.of(power, "0\n", NONE, NONE),
                Arguments.of(power, "2\n", NONE, NONE),
                Arguments.of("/sys/bus/pci/slots/5/test", null, NONE, NONE),
                // The slot has a function, so that the kernel does not switch on the slot again.
                Arguments.of("/sys/bus/pci/slots/3/power", "1\n", NONE, NONE));
    }

    private Effect effect(String path, @Nullable String text, String place, @Nullable String physicalPlace) {
        return effect(path, text, place, physicalPlace, true);
    }

    private Effect effect(
            String path,
            @Nullable String text,
            String place,
            @Nullable String physicalPlace,
            boolean newFunctionsAreRefused) {
        ControlFile file = ControlFile.of(path).orElseThrow();
        Attempt attempt = text == null ? Attempt.open(file) : Attempt.write(file, text);
        return reach(newFunctionsAreRefused).effect(attempt, group(List.of(member(place, physicalPlace)), false));
    }

    private ClaimReach reach() {
        return reach(true);
    }

    private ClaimReach reach(boolean newFunctionsAreRefused) {
        DriverKinds kinds = new DriverKinds(new LinuxFiles(Path.of("/nonexistent")));
        return new ClaimReach(
                kinds, (driver, member) -> false, (id, member) -> false, newFunctionsAreRefused, surroundings);
    }

    private static LentGroup group(List<Member> members, boolean moves) {
        return new LentGroup(new GroupFingerprint("a".repeat(32)), "assignment 1", members, moves);
    }

    private static Member member(String place, @Nullable String physicalPlace) {
        PciAddress address = PciAddress.parse(place.substring(place.lastIndexOf('/') + 1));
        return new Member(address, "vfio-pci", "ixgbevf", "vfio-pci", null, place, physicalPlace);
    }

    private static Arguments row(String path, @Nullable String text, Effect effect) {
        return Arguments.of(path, text, effect);
    }
}
