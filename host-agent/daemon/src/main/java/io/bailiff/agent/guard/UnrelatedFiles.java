// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The control files that concern no lent group, so that repeated opens of a file are judged once. The judgement holds for a single list of
 * lent groups: {@link LentGroups#now} returns the same list only while every fact behind the judgement is proven to be unchanged.
 */
final class UnrelatedFiles {

    private record Judged(List<LentGroup> lent, Set<String> paths) {}

    private volatile Judged judged = new Judged(List.of(), ConcurrentHashMap.newKeySet());

    /**
     * Returns true if the lent groups and the lasting facts alone decide about the file. The drivers of physical functions and bridges, the use
     * of modules, slots and the numbers of groups are no such facts.
     */
    static boolean canRemember(ControlFile file) {
        return switch (file.kind()) {
            case BIND, NEW_ID, PROBE, REMOVE, RESCAN, OVERRIDE, VIRTUAL_FUNCTIONS -> true;
            case UNBIND, SLOT_POWER, UNLOAD -> false;
            case RECONFIGURE -> file.function() != null;
            case DRIVER_LOADED, FUNCTION_APPEARED, FUNCTION_VANISHED, OTHER ->
                throw new IllegalArgumentException(file.kind() + " has no control file");
        };
    }

    /** Returns true if the file concerns no group of the list. */
    boolean has(List<LentGroup> lent, ControlFile file) {
        Judged known = judged;
        return isSame(known, lent) && known.paths().contains(file.path());
    }

    /** Remembers that the file concerns no group of the list. */
    void add(List<LentGroup> lent, ControlFile file) {
        Judged known = judged;
        if (!isSame(known, lent)) {
            known = new Judged(lent, ConcurrentHashMap.newKeySet());
            judged = known;
        }
        known.paths().add(file.path());
    }

    /** An equal list may come from other facts, so that only the same list counts. */
    @SuppressWarnings("ReferenceEquality")
    private static boolean isSame(Judged known, List<LentGroup> lent) {
        return known.lent() == lent;
    }
}
