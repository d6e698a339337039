// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.api;

import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/** A small report with at least one entry in each list. */
final class SampleReport {

    static final PciAddress NIC = PciAddress.parse("0000:02:00.0");
    static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private SampleReport() {}

    static HostReport withClaims(int claims) {
        FunctionReport function = function();
        GroupFingerprint group = GroupFingerprint.of(List.of(function));
        HostUnknown unknown = HostUnknown.of("Cannot read the table of disks", List.of(NIC));
        return new HostReport(
                NOON,
                1,
                NOON,
                "boot-1",
                "6.1.0-test",
                ConflictBehaviour.REFUSES,
                List.of(new IommuGroupReport(
                        12,
                        group,
                        GroupState.DETACHED,
                        new GroupUse(
                                GroupUse.State.IN_USE,
                                List.of(new GroupUse.Holder(4711, "qemu-system-x86", "web1", null, 1L))),
                        List.of(function),
                        List.of(new ReservedRegion("0x0", "0x1", "msi")),
                        List.of(new Refusal(NIC, Refusal.Code.UNKNOWN, "no table", "/proc/mounts")),
                        List.of(new PlannedStep(NIC, PlannedStep.Action.PIN, "driver_override = vfio-pci")),
                        "assignment 1",
                        List.of("cannot read the link state"),
                        List.of(new Dependent(NIC, Dependent.Kind.FRAMEBUFFER, "simple-framebuffer.0", null, "idle")))),
                List.of(function),
                List.of(new OrderOutcome("order-1", OrderOutcome.Status.DONE, "done", NOON)),
                3,
                new GuardReport(GuardReport.Policy.HOLD, true, "systemd", List.of("a limit"), "no lockdown"),
                IntStream.range(0, claims)
                        .mapToObj(number -> claim(number, group))
                        .toList(),
                List.of("a problem"),
                List.of(unknown),
                List.of(UnknownAnswer.to(unknown, List.of(NIC), List.of(function), "operator", NOON)),
                List.of(HealthEvent.first(NIC, HealthEvent.Kind.REMOVED, NOON, "boot-1", "surprise removal")));
    }

    static ClaimReport claim(int number, GroupFingerprint group) {
        return new ClaimReport(
                String.format("00000000-0000-0000-0000-%012d", number),
                ClaimReport.Kind.BIND,
                List.of(group),
                NIC,
                "/sys/bus/pci/drivers/e1000/bind",
                "bind a function to e1000",
                new Claimant(
                        4711,
                        NOON,
                        "tee",
                        0,
                        1000L,
                        List.of(new Claimant.Parent(4700, "bash")),
                        "/user.slice",
                        "session-3.scope",
                        null),
                ClaimReport.Status.HELD,
                "waits for web1",
                NOON,
                NOON);
    }

    private static FunctionReport function() {
        return new FunctionReport(
                NIC,
                FunctionKind.ENDPOINT,
                "8086",
                "10d3",
                "8086",
                "0001",
                "020000",
                "Intel 82574L",
                "vfio-pci",
                "vfio-pci",
                -1,
                FunctionHealth.OK);
    }
}
