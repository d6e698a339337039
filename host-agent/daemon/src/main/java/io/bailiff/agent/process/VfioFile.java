// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.process;

import io.bailiff.agent.api.PciAddress;

/** A file of vfio that a process has open or mapped, as far as the kernel shows the device of the file. */
public sealed interface VfioFile {

    /** The file of an IOMMU group: {@code /dev/vfio/12}. */
    record OfGroup(int number) implements VfioFile {}

    /** The file of a PCI function: {@code /dev/vfio/devices/vfio3}, or a file without a name. */
    record OfFunction(PciAddress address) implements VfioFile {}

    /** The file of a device that is no PCI function: a mediated device, or a device of another bus. */
    record OfOtherDevice() implements VfioFile {}

    /**
     * The file of a device that the kernel does not show.
     *
     * @param throughGroup true for a file without a name, which a process gets only through the open file of a group; false for a
     *     file of {@code /dev/vfio/devices} that the kernel has removed
     */
    record Unidentified(boolean throughGroup) implements VfioFile {}
}
