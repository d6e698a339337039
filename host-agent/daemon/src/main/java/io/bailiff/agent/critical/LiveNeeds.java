// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.critical;

import io.bailiff.agent.api.Refusal;
import io.bailiff.agent.group.HostNeeds;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.pci.IommuGroup;
import java.util.List;

/** The host-critical functions of the running host, read again for each question. */
public final class LiveNeeds implements HostNeeds {

    private final HostFiles files;
    private final List<String> managementAddresses;

    /** @param managementAddresses as in {@link CriticalFunctions#read} */
    public LiveNeeds(HostFiles files, List<String> managementAddresses) {
        this.files = files;
        this.managementAddresses = List.copyOf(managementAddresses);
    }

    @Override
    public List<Refusal> refusals(IommuGroup group) {
        return now().refusals(group);
    }

    @Override
    public HostNeeds now() {
        CriticalFunctions critical = CriticalFunctions.read(files, managementAddresses);
        return critical::refusals;
    }
}
