// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import java.util.regex.Pattern;

/**
 * A writable file of sysfs or procfs, or a kind of such files, from which a lent function can be reached: a row of {@code ways.tsv}.
 *
 * @param scope the place of the file
 * @param file the name of the file in the directory of the scope, as a glob with {@code *} and {@code [...]}
 * @param treatment the reaction of the guard to a writer
 * @param reason the effect of a write on a lent function, for people
 */
record Way(Scope scope, String file, Treatment treatment, String reason) {

    /** The place of a file, as seen from a lent function. */
    enum Scope {
        /** The directory of a member of a lent group. */
        MEMBER,
        /** The directory of the physical function of a member. */
        PHYSICAL,
        /** The directory of a bridge above a member, or above the physical function of a member. */
        BRIDGE,
        /** A directory of {@code /sys/bus/pci/slots}, of a slot with a member, with its physical function, or with a bridge above. */
        SLOT,
        /** The directory of the IOMMU group. */
        GROUP,
        /** The directory of a driver. */
        DRIVER,
        /** {@code /sys/bus/pci}. */
        BUS,
        /** A directory of {@code /sys/class/pci_bus}. */
        PCI_BUS,
        /** {@code /sys/bus/pci_express}, the bus of the services of ports. */
        SERVICE,
        /** The directory of a module with a driver of a member or of its physical function. */
        MODULE,
        /** {@code /proc/bus/pci}. */
        PROC
    }

    /** The reaction of the guard. */
    enum Treatment {
        /** A write waits for the release of the group, if the write takes a member. */
        HOLD,
        /** A write fails with EPERM while the group is lent, and no guest is asked. */
        REFUSE,
        /** A write is allowed or denied by the kernel's reaction to a host driver in a group in use. */
        RESCAN,
        /** A write passes: no lent function is affected. */
        HARMLESS,
        /** Opens by programs that unload modules wait for the release of the group. */
        UNLOAD,
        /** The file is covered by a read-only mount. */
        READ_ONLY;

        /** Returns true if the guard must see the writers of the file. */
        boolean isGuarded() {
            return this == HOLD || this == REFUSE;
        }
    }

    /** Returns true if the row is about the file of this name. */
    boolean isAbout(String name) {
        return Pattern.matches(regex(file), name);
    }

    /** A set of characters has the same form in a glob and in a regular expression. */
    private static String regex(String glob) {
        return glob.replace(".", "\\.").replace("*", ".*");
    }
}
