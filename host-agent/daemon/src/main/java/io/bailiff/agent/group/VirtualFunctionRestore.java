// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.group;

import io.bailiff.agent.group.HostConfiguration.VirtualFunctions;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.pci.PciBus;

/**
 * Restores the number of virtual functions of a physical function. The kernel takes a number only if no virtual function is
 * present (EBUSY), a driver with support for virtual functions is bound (ENOENT), and the number is not too large (ERANGE):
 * sriov_numvfs_store in drivers/pci/iov.c.
 */
final class VirtualFunctionRestore {

    private final HostFiles files;
    private final HostConfigurationReader reader;

    VirtualFunctionRestore(HostFiles files, HostConfigurationReader reader) {
        this.files = files;
        this.reader = reader;
    }

    void restore(VirtualFunctions was, RestoreSteps steps) {
        String count = PciBus.DEVICES + steps.address() + HostConfigurationReader.VF_COUNT;
        String byHand = "echo " + was.count() + " > " + count;
        try {
            Integer now = reader.number(count);
            if (now == null || (now != 0 && now != was.count())) {
                steps.note(
                        had(was, steps) + ", and has " + (now == null ? "no " + count : now) + " now. Run: " + byHand);
            } else if (now == 0) {
                create(was, count, byHand, steps);
            }
        } catch (HostFileException failure) {
            steps.note(had(was, steps) + " (" + failure.getMessage() + "). Run: " + byHand);
        }
    }

    private void create(VirtualFunctions was, String count, String byHand, RestoreSteps steps)
            throws HostFileException {
        restoreAutoprobe(was, steps);
        boolean created = steps.take(
                was.count() + " virtual functions",
                had(was, steps) + ", and has none now",
                byHand,
                () -> files.write(count, String.valueOf(was.count())));
        if (created) {
            steps.note("The virtual functions of " + steps.address() + " are new: MAC addresses, VLANs, drivers and"
                    + " addresses of virtual functions are not restored. Check: ip link show");
        }
    }

    /** Before the number: the setting counts only for new virtual functions. */
    private void restoreAutoprobe(VirtualFunctions was, RestoreSteps steps) throws HostFileException {
        String file = PciBus.DEVICES + steps.address() + HostConfigurationReader.VF_AUTOPROBE;
        Integer now = reader.number(file);
        Boolean before = was.autoprobe();
        if (now != null && before != null && before != (now != 0)) {
            String value = before ? "1" : "0";
            steps.take(
                    "sriov_drivers_autoprobe = " + value,
                    "sriov_drivers_autoprobe of " + steps.address() + " is " + now + ", and was " + value,
                    "echo " + value + " > " + file,
                    () -> files.write(file, value));
        }
    }

    private static String had(VirtualFunctions was, RestoreSteps steps) {
        return steps.address() + " had " + was.count() + " virtual functions";
    }
}
