// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.cli;

import io.bailiff.agent.api.IommuGroupReport;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.group.Groups;
import io.bailiff.agent.group.HostUnknowns;
import io.bailiff.agent.group.SurveyedHost;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.kernel.Kernel;
import io.bailiff.agent.pci.IommuGroup;
import io.bailiff.agent.pci.PciBus;
import io.bailiff.agent.pci.PciInventory;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
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
        SurveyedHost host = main.host().groups().survey().withUnknowns(inventory.groups(), inventory::functions);
        HostUnknowns unknowns = host.unknowns();
        InspectReport report = new InspectReport(
                kernel.release(),
                kernel.bootId(),
                main.host().conflictBehaviour(),
                host.groups(),
                inventory.ungrouped(),
                unknowns.all(),
                unknowns.answers(),
                Stream.concat(inventory.problems().stream(), unknowns.problems().stream())
                        .toList());
        main.out().println(main.host().json() ? Json.of(report) : HostPage.of(report));
    }

    private void inspectGroup(PciAddress wanted) throws IOException {
        Groups groups = main.host().groups();
        PciBus bus = new PciBus(main.host().files());
        IommuGroup group = GroupLookup.groupOf(bus, groups.gone(), wanted);
        SurveyedHost host = groups.survey()
                .withUnknowns(List.of(group), () -> bus.inventory().functions());
        IommuGroupReport report = host.groups().get(0);
        main.out().println(main.host().json() ? Json.of(report) : GroupPage.of(report));
        if (!main.host().json()) {
            RefusalAdvice.of(report, host.unknowns()).forEach(line -> main.out().println("\n" + line));
        }
    }
}
