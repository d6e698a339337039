// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.group;

import io.bailiff.agent.api.ConflictBehaviour;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.host.ModuleLoader;
import io.bailiff.agent.pci.PciBus;
import io.bailiff.agent.state.StateFiles;
import java.nio.file.Path;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * All readers and operations for the groups of one host.
 *
 * @param finder the finder of groups by fingerprint
 * @param survey the builder of reports on groups
 * @param operations the operations on one group: detach, reattach and recover
 * @param recovery the recovery of all groups with interrupted operations after a crash
 * @param use the scan for processes with open files of a group
 * @param journals the journals of this boot and of earlier boots
 * @param lent the journals of the groups detached in this boot and not reattached
 * @param gone the reader of lent groups with members gone from the bus
 */
public record Groups(
        GroupFinder finder,
        GroupSurvey survey,
        GroupOperations operations,
        Recovery recovery,
        GroupUseScan use,
        JournalStore journals,
        LentJournals lent,
        GoneMembers gone) {

    /**
     * Assembles the readers and operations for one host.
     *
     * @param host the files of the host
     * @param modules the loader of kernel modules
     * @param needs the host-critical functions
     * @param behaviour the reaction of the host's kernel to conflicts; read again for each plan
     * @param stateDirectory the directory of the agent's journals
     * @param state the file operations in the state directory
     * @param threads the threads for moving the members of a group in parallel
     * @param timeouts the timeouts of waits for the kernel
     */
    public static Groups of(
            HostFiles host,
            ModuleLoader modules,
            HostNeeds needs,
            Supplier<ConflictBehaviour> behaviour,
            Path stateDirectory,
            StateFiles state,
            Executor threads,
            KernelTimeouts timeouts) {
        JournalStore journals = new JournalStore(stateDirectory, state);
        DetachPlanner planner =
                new DetachPlanner(new VfioDriverChoice(host), behaviour, new HostConfigurationReader(host));
        GroupFinder finder = new GroupFinder(new PciBus(host));
        GroupMover mover = new GroupMover(
                new FunctionMover(host, timeouts), new ConfigurationRestorer(host, timeouts), journals, threads);
        GroupOperations operations =
                new GroupOperations(host, finder, journals, needs, planner, new DriverLoader(host, modules), mover);
        return new Groups(
                finder,
                new GroupSurvey(host, journals, needs, planner),
                operations,
                new Recovery(journals, operations),
                new GroupUseScan(host),
                journals,
                new LentJournals(host, journals),
                new GoneMembers(host, journals));
    }
}
