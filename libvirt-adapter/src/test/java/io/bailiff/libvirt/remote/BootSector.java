// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.remote;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;

/** The smallest guests: the boot sector of a disk, run by the firmware in real mode, that brings the guest into a state. */
enum BootSector {
    /**
     * Sleeps once, and halts after the reset with which SeaBIOS answers a wake without a resume vector: byte 0x7f of the CMOS tells the
     * two boots apart. Writes sleep type 1 with SLP_EN to PM1a_CNT, QEMU's S3 (hw/acpi/core.c, acpi_pm1_cnt_write); SeaBIOS places the
     * register of q35 at 0x604. {@code mov al, 0x7f; out 0x70, al; in al, 0x71; cmp al, 0x5a; je halt; mov al, 0x5a; out 0x71, al;
     * mov dx, 0x604; mov ax, 0x2400; out dx, ax}
     */
    SLEEP("b07fe670e4713c5a740bb05ae671ba0406b80024ef"),
    /** Writes "panicked" to the port of pvpanic. {@code mov dx, 0x505; mov al, 1; out dx, al} */
    PANIC("ba0505b001ee");

    /** {@code cli; hlt; jmp} to the hlt. */
    private static final String HALT = "faf4ebfd";

    private static final int SECTOR = 512;

    /** SeaBIOS cannot read a disk of one sector. */
    private static final int DISK = 1 << 20;

    private final String code;

    BootSector(String code) {
        this.code = code;
    }

    /** Writes the disk and returns the device for a guest. */
    String disk(Path file) throws IOException {
        byte[] disk = Arrays.copyOf(HexFormat.of().parseHex(code + HALT), DISK);
        disk[SECTOR - 2] = 0x55;
        disk[SECTOR - 1] = (byte) 0xaa;
        Files.write(file, disk);
        return "<disk type='file' device='disk'><driver name='qemu' type='raw'/><source file='" + file
                + "'/><target dev='sda' bus='sata'/></disk>";
    }
}
