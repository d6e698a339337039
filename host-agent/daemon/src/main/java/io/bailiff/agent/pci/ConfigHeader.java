// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.pci;

import io.bailiff.agent.api.FunctionKind;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.host.HostError;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;

/**
 * The begin of a function's configuration space, from a single read of 15 bytes. The offsets are those of
 * include/uapi/linux/pci_regs.h.
 */
public final class ConfigHeader {

    /** The offset of the command register, two bytes long. */
    public static final int COMMAND = 0x04;

    private static final int BUS_MASTER = 0x4;
    private static final int HEADER_TYPE = 0x0e;
    private static final int MULTI_FUNCTION = 0x80;
    private static final int CARDBUS_BRIDGE = 2;

    private final byte[] bytes;

    private ConfigHeader(byte[] bytes) {
        this.bytes = bytes;
    }

    /** @throws HostFileException if the file cannot be read or is shorter than the header */
    public static ConfigHeader read(HostFiles files, PciAddress address) throws HostFileException {
        String path = file(address);
        byte[] bytes = files.readBytes(path, HEADER_TYPE + 1);
        if (bytes.length <= HEADER_TYPE) {
            throw new HostFileException(HostError.OTHER, path, "the file ends after " + bytes.length + " bytes");
        }
        return new ConfigHeader(bytes);
    }

    /** Returns the path of the file with the configuration space. */
    public static String file(PciAddress address) {
        return PciBus.DEVICES + address + "/config";
    }

    /**
     * Returns true if the function answers. A function without power or link reads as ones, and a function not ready after a reset
     * reads as ones behind the vendor id (CRS software visibility). The header type shows both. The vendor id proves nothing:
     * a working virtual function has the vendor id 0xffff here (PCI Express, SR-IOV 9.3.4.1.1).
     */
    public boolean answers() {
        return type() <= CARDBUS_BRIDGE;
    }

    /** Returns the kind by the header type. Meaningful only if the function answers. */
    FunctionKind kind() {
        return type() == 0 ? FunctionKind.ENDPOINT : FunctionKind.BRIDGE;
    }

    /** Returns true if the function may write to memory. Meaningful only if the function answers. */
    public boolean isBusMaster() {
        return (bytes[COMMAND] & BUS_MASTER) != 0;
    }

    /** Returns the command register without bus mastering, and with the other bits as read. */
    public byte[] commandWithoutBusMaster() {
        return new byte[] {(byte) (bytes[COMMAND] & ~BUS_MASTER), bytes[COMMAND + 1]};
    }

    private int type() {
        return bytes[HEADER_TYPE] & 0xff & ~MULTI_FUNCTION;
    }
}
