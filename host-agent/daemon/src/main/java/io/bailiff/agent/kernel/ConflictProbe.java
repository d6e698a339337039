package io.bailiff.agent.kernel;

import io.bailiff.agent.api.ConflictBehaviour;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import java.util.Set;

/**
 * Finds out what this kernel does when a host driver takes a member of a group that a guest uses. It looks for the functions
 * that refuse it (drivers/iommu/iommu.c since 5.19), because distributions carry them to older versions.
 */
public final class ConflictProbe {

    private static final String SYMBOLS = "/proc/kallsyms";
    private static final Set<String> REFUSING =
            Set.of("iommu_device_use_default_domain", "iommu_group_claim_dma_owner");

    private final HostFiles files;

    public ConflictProbe(HostFiles files) {
        this.files = files;
    }

    /**
     * Reads the kernel's list of symbols once, which takes a while: 100,000 lines and more. The answer holds until the
     * host is booted again.
     *
     * @return {@link ConflictBehaviour#UNKNOWN} if the list cannot be read or has nothing in it
     */
    public ConflictBehaviour probe() {
        Search search = new Search();
        try {
            if (files.anyLine(SYMBOLS, search::isRefusing)) {
                return ConflictBehaviour.REFUSES;
            }
        } catch (HostFileException unreadable) {
            return ConflictBehaviour.UNKNOWN;
        }
        return search.sawSymbols ? ConflictBehaviour.PANICS : ConflictBehaviour.UNKNOWN;
    }

    /** Lines are {@code address type name}, and a module's name in brackets after a tab where it has one. */
    private static final class Search {

        private boolean sawSymbols;

        boolean isRefusing(String line) {
            sawSymbols |= !line.isBlank();
            // Nearly all lines are about something else; to take each of them apart takes seconds on a slow machine.
            if (!line.contains("iommu_")) {
                return false;
            }
            String[] words = line.split("[ \t]", 4);
            return words.length >= 3 && REFUSING.contains(words[2]);
        }
    }
}
