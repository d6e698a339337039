// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.api;

/**
 * A setting of the host that puts a function on a vfio driver, or takes the function for a guest, without Bailiff.
 *
 * @param address the function
 * @param source the kind of the setting
 * @param file the file with the setting
 * @param text the setting as written, for people: {@code vfio-pci.ids=10de:2231}, or the name of a guest
 */
public record HostSetting(PciAddress address, Source source, String file, String text) {

    /** The kinds of settings. */
    public enum Source {
        /** The kernel's command line names the ids of the function for vfio-pci or pci-stub. */
        KERNEL_COMMAND_LINE,
        /** The options of a kernel module in modprobe.d name the ids of the function. */
        MODPROBE,
        /** A rule of driverctl sets the override of the function at every boot. */
        DRIVERCTL,
        /** The definition of a libvirt guest takes the function from its driver at every start of the guest ({@code managed='yes'}). */
        MANAGED_BY_GUEST,
        /** The definition of a libvirt guest names the function, and expects the function on a vfio driver ({@code managed='no'}). */
        NAMED_BY_GUEST,
        /** A network of libvirt is a pool with the function, and the definition of a guest names the network: the guest may take the function. */
        POOL_OF_GUEST
    }
}
