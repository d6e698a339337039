// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.schedule;

import io.bailiff.agent.api.FunctionKind;
import io.bailiff.agent.api.FunctionReport;
import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.GroupState;
import io.bailiff.agent.api.GroupUse;
import io.bailiff.agent.api.IommuGroupReport;
import io.bailiff.agent.api.PciAddress;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An IOMMU group as it is. */
final class WorldGroup {

    private final String name;
    private final int number;
    private final List<String> addresses;
    private final GroupFingerprint fingerprint;
    GroupState state = GroupState.WITH_HOST;
    boolean fenced;

    /** True while the host has no driver on the functions. */
    boolean idle;

    WorldGroup(String name, int number, String... addresses) {
        this.name = name;
        this.number = number;
        this.addresses = Arrays.asList(addresses);
        this.fingerprint = GroupFingerprint.of(members());
    }

    String name() {
        return name;
    }

    List<String> addresses() {
        return addresses;
    }

    GroupFingerprint fingerprint() {
        return fingerprint;
    }

    boolean has(String address) {
        return addresses.contains(address);
    }

    boolean isDetached() {
        return state == GroupState.DETACHED;
    }

    IommuGroupReport report(GroupUse use) {
        return new IommuGroupReport(
                number,
                fingerprint,
                state,
                use,
                members(),
                List.of(),
                List.of(),
                List.of(),
                null,
                List.of(),
                List.of());
    }

    private List<FunctionReport> members() {
        return addresses.stream()
                .map(address -> isDetached()
                        ? function(address, "vfio-pci", "vfio-pci")
                        : function(address, idle ? null : "e1000", null))
                .toList();
    }

    private static FunctionReport function(String address, @Nullable String driver, @Nullable String override) {
        return new FunctionReport(
                PciAddress.parse(address),
                FunctionKind.ENDPOINT,
                "8086",
                "100e",
                "1af4",
                "1100",
                "020000",
                null,
                driver,
                override,
                -1,
                null);
    }

    @Override
    public String toString() {
        return name;
    }
}
