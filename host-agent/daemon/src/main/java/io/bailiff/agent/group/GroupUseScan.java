// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.group;

import io.bailiff.agent.api.GroupUse;
import io.bailiff.agent.api.GroupUse.Holder;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.pci.IommuGroup;
import io.bailiff.agent.process.HostReading;
import io.bailiff.agent.process.OpenFiles;
import io.bailiff.agent.process.ProcessIdentity;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Finds the processes that have a group open, from the open files of all processes and, where a fact makes a map likely, from the
 * memory maps. The scan never opens the file of a group. Such a file can be open only once at a time, so opening the file would keep
 * a guest from starting.
 *
 * <p>Processes start and end during a scan. A process that has ended counts as released. A process with unreadable files, or with a
 * device open that the kernel does not show, makes the result {@link GroupUse.State#UNKNOWN} for every group that could be meant,
 * unless the scan finds a holder elsewhere.
 */
public final class GroupUseScan {

    private final HostFiles files;

    public GroupUseScan(HostFiles files) {
        this.files = files;
    }

    /** Returns the holders of the group for people, separated by commas: {@code guest web1 (qemu-system-x86, process 4711)}. */
    public static String holders(GroupUse use) {
        return use.holders().stream().map(Holder::description).collect(Collectors.joining(", "));
    }

    /** Returns the reasons for an unknown use for people, separated by semicolons. */
    public static String unknowns(GroupUse use) {
        return use.unknowns().isEmpty()
                ? "the open files of the processes have not been read"
                : String.join("; ", use.unknowns());
    }

    public GroupUse scan(IommuGroup group) {
        return scan(List.of(group)).getOrDefault(group.number(), new GroupUse(GroupUse.State.UNKNOWN, List.of()));
    }

    /** Returns the use of each group by group number, from one pass over all processes. */
    public Map<Integer, GroupUse> scan(Collection<IommuGroup> groups) {
        return scan(groups, new HostReading(files));
    }

    /** Returns the use of each group by group number, from the pass of a shared reading. */
    static Map<Integer, GroupUse> scan(Collection<IommuGroup> groups, HostReading reading) {
        UseJudgement judgement = new UseJudgement(reading);
        Map<Integer, GroupUse> uses = new HashMap<>();
        groups.forEach(group -> uses.put(group.number(), judgement.use(group)));
        return uses;
    }

    /**
     * Returns true if the process still has the group open. Reads only the files of the given process, so a caller can
     * skip a whole scan while the result is true. False may also mean that the files could not be read. Only a whole
     * scan shows other holders.
     */
    public boolean stillHeld(IommuGroup group, Holder holder) {
        Optional<Long> start = ProcessIdentity.startTime(files, holder.pid());
        boolean same = holder.startTime() == null || start.equals(Optional.of(holder.startTime()));
        return same
                && VfioUsers.of(files, OpenFiles.of(files, holder.pid()))
                        .holders(group)
                        .contains(holder.pid());
    }
}
