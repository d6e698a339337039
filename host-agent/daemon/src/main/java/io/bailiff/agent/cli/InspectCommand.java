// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.cli;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.group.Groups;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.kernel.Kernel;
import io.bailiff.agent.pci.IommuGroup;
import io.bailiff.agent.pci.PciBus;
import io.bailiff.agent.pci.PciInventory;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code bailiff-agent inspect}: shows all groups of the host, or a single group in detail. Changes nothing. */
@Command(name = "inspect", description = "Show the IOMMU groups of this host, or one group in detail. Changes nothing.")
final class InspectCommand implements Callable<Integer> {

    @ParentCommand
    private Main main = new Main();

    @Parameters(
            arity = "0..1",
            paramLabel = "ADDRESS",
            description = "A function of the group to show in detail, for example 0000:02:01.0.")
    private @Nullable PciAddress address;

    @Override
    public Integer call() throws IOException {
        if (address == null) {
            inspectHost();
        } else {
            inspectGroup(address);
        }
        main.out().flush();
        return ExitCode.OK.number();
    }

    private void inspectHost() throws HostFileException {
        HostFiles files = main.host().files();
        PciInventory inventory = main.host().groups().gone().complete(new PciBus(files).inventory());
        Kernel kernel = new Kernel(files);
        InspectReport report = new InspectReport(
                kernel.release(),
                kernel.bootId(),
                main.host().conflictBehaviour(),
                main.host().groups().survey().of(inventory.groups()),
                inventory.ungrouped(),
                inventory.problems());
        main.out().println(main.host().json() ? Json.of(report) : HostPage.of(report));
    }

    private void inspectGroup(PciAddress wanted) throws IOException {
        Groups groups = main.host().groups();
        IommuGroup group = GroupLookup.groupOf(new PciBus(main.host().files()), groups.gone(), wanted);
        groups.survey().of(List.of(group)).stream()
                .map(report -> main.host().json() ? Json.of(report) : GroupPage.of(report))
                .forEach(main.out()::println);
    }
}
