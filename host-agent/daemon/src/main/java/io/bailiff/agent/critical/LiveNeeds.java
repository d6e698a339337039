// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.critical;

import io.bailiff.agent.api.FunctionReport;
import io.bailiff.agent.api.Refusal;
import io.bailiff.agent.group.HostNeeds;
import io.bailiff.agent.group.HostUnknowns;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.pci.IommuGroup;
import io.bailiff.agent.process.HostReading;
import io.bailiff.agent.state.Answers;
import java.util.List;
import java.util.function.Supplier;

/** The host-critical functions of the running host, read again for each question. */
public final class LiveNeeds implements HostNeeds {

    private final HostFiles files;
    private final Supplier<List<String>> managementAddresses;
    private final Supplier<Answers> answers;

    /** @param managementAddresses as in {@link CriticalFunctions#read} */
    public LiveNeeds(HostFiles files, List<String> managementAddresses) {
        this(files, () -> managementAddresses, () -> Answers.NONE);
    }

    /**
     * @param managementAddresses returns the addresses for the management of the host, as in {@link CriticalFunctions#read}
     * @param answers reads the stored answers to the unknowns of the host
     */
    public LiveNeeds(HostFiles files, Supplier<List<String>> managementAddresses, Supplier<Answers> answers) {
        this.files = files;
        this.managementAddresses = managementAddresses;
        this.answers = answers;
    }

    @Override
    public List<Refusal> refusals(IommuGroup group) {
        return now().refusals(group);
    }

    @Override
    public HostUnknowns unknowns(List<FunctionReport> functions) {
        return now().unknowns(functions);
    }

    @Override
    public HostNeeds now() {
        return now(new HostReading(files));
    }

    @Override
    public HostNeeds now(HostReading reading) {
        return CriticalFunctions.read(files, reading, managementAddresses.get(), answers.get());
    }
}
