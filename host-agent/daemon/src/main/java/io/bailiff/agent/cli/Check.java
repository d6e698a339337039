// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.cli;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.api.Refusal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A line of {@code doctor}.
 *
 * @param subject the thing checked, for scripts
 * @param verdict the severity
 * @param finding the result of the check
 * @param remedy the advice to the operator; null if there is nothing to do
 * @param use the use of functions that the line names; null for any other line
 */
record Check(
        Subject subject,
        Verdict verdict,
        String finding,
        @Nullable String remedy,
        @Nullable Use use) {

    enum Subject {
        PRIVILEGE,
        IOMMU,
        VFIO,
        /** The mode of vfio without an IOMMU. */
        UNSAFE_MODE,
        /** The kernel's reaction to a host driver that takes a member of a group in use. */
        CONFLICT_BEHAVIOUR,
        /** A function or group with an unreadable attribute. */
        INVENTORY,
        /** A use of a function or group. A use is no fault. */
        USES,
        /** A function with an unknown: the host may need the function. */
        HOST_CRITICAL,
        /** A function with a health event. */
        HEALTH,
        /** A setting of the host that moves functions without Bailiff. */
        SETTINGS,
        /** A kernel that refuses writes to the configuration space. */
        LOCKDOWN,
        /** A version of libvirt with a known fault. */
        LIBVIRT,
        GUARD,
        STATE_DIRECTORY,
        /** The reports of the running agent to the manager. */
        REPORTS,
        JOURNALS
    }

    enum Verdict {
        OK,
        /** The host can lend devices, but an operator should know the finding. */
        WARN,
        /** The host cannot lend devices. */
        FAIL
    }

    /**
     * A use of functions, for scripts.
     *
     * @param functions the functions in use
     * @param codes the kinds of the use
     * @param evidence the files of the host that show the use
     */
    record Use(List<PciAddress> functions, List<Refusal.Code> codes, List<String> evidence) {

        Use {
            functions = List.copyOf(functions);
            codes = List.copyOf(codes);
            evidence = List.copyOf(evidence);
        }
    }

    static Check ok(Subject subject, String finding) {
        return new Check(subject, Verdict.OK, finding, null, null);
    }

    static Check use(String finding, Use use) {
        return new Check(Subject.USES, Verdict.OK, finding, null, use);
    }

    static Check warn(Subject subject, String finding, String remedy) {
        return new Check(subject, Verdict.WARN, finding, remedy, null);
    }

    static Check fail(Subject subject, String finding, String remedy) {
        return new Check(subject, Verdict.FAIL, finding, remedy, null);
    }
}
