// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.kernel;

import io.bailiff.agent.api.ConflictBehaviour;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import java.util.Set;

/**
 * Determines the kernel's reaction when a host driver takes a member of a group in use by a guest. Looks for the kernel functions
 * behind the refusal (drivers/iommu/iommu.c since 5.19), not for a version: distributions backport the functions to older kernels.
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
     * Reads the kernel's list of symbols once. The list has 100,000 lines or more, so the read takes a while. The answer is valid
     * until the next boot of the host.
     *
     * @return {@link ConflictBehaviour#UNKNOWN} if the list is unreadable or empty
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

    /**
     * Searches lines of the form {@code address type name}. The name of a module follows in brackets after a tab, if the symbol
     * belongs to a module.
     */
    private static final class Search {

        private boolean sawSymbols;

        boolean isRefusing(String line) {
            sawSymbols |= !line.isBlank();
            // Nearly all lines are about other symbols; a split of every line takes seconds on a slow machine.
            if (!line.contains("iommu_")) {
                return false;
            }
            String[] words = line.split("[ \t]", 4);
            return words.length >= 3 && REFUSING.contains(words[2]);
        }
    }
}
