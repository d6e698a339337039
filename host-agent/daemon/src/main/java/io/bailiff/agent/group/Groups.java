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
 * All that there is to know about one host's groups, and to do with them, put together.
 *
 * @param finder finds a group by its fingerprint
 * @param survey says how groups are
 * @param operations moves them
 * @param recovery brings every group to one side after a crash
 * @param use says who has a group open
 * @param journals what the agent has detached, in this boot and earlier ones
 * @param lent what it has detached in this boot, and not given back
 */
public record Groups(
        GroupFinder finder,
        GroupSurvey survey,
        GroupOperations operations,
        Recovery recovery,
        GroupUseScan use,
        JournalStore journals,
        LentJournals lent) {

    /**
     * The groups of one host.
     *
     * @param host its files
     * @param modules loads its modules
     * @param needs what it cannot spare
     * @param behaviour what its kernel does about conflicts; asked each time
     * @param stateDirectory where the agent keeps its journals
     * @param state the file operations there
     * @param threads where the members of a group move in parallel
     * @param timeouts how long to wait for the kernel
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
        DetachPlanner planner = new DetachPlanner(new VfioDriverChoice(host), behaviour);
        GroupFinder finder = new GroupFinder(new PciBus(host));
        GroupMover mover = new GroupMover(new FunctionMover(host, timeouts), journals, threads);
        GroupOperations operations =
                new GroupOperations(host, finder, journals, needs, planner, new DriverLoader(host, modules), mover);
        return new Groups(
                finder,
                new GroupSurvey(host, journals, needs, planner),
                operations,
                new Recovery(journals, operations),
                new GroupUseScan(host),
                journals,
                new LentJournals(host, journals));
    }
}
