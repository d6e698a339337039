// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.remote;

import java.util.UUID;

/** Guests that have firmware and nothing else: they run for ever, and answer no request. */
final class GuestXml {

    private GuestXml() {}

    /** A guest on which devices can be plugged: two free PCI Express ports and a USB bus. */
    static String firmwareOnly(UUID uuid, String name, String... devices) {
        return """
                <domain type='qemu'>
                  <name>%s</name>
                  <uuid>%s</uuid>
                  <memory unit='MiB'>32</memory>
                  <vcpu>1</vcpu>
                  <os><type arch='x86_64' machine='q35'>hvm</type></os>
                  <features><acpi/></features>
                  <on_crash>preserve</on_crash>
                  <devices>
                    <emulator>%s</emulator>
                    <controller type='usb' model='qemu-xhci'/>
                    <controller type='pci' index='0' model='pcie-root'/>
                    <controller type='pci' model='pcie-root-port'/>
                    <controller type='pci' model='pcie-root-port'/>
                    <controller type='pci' model='pcie-root-port'/>
                    <memballoon model='none'/>
                    %s
                  </devices>
                </domain>
                """.formatted(name, uuid, DebianPackages.QEMU, String.join("\n", devices));
    }

    /** A PCI device: the guest would have to let go of it, and this one never does. */
    static String randomNumbers(String alias) {
        return "<rng model='virtio'><backend model='random'>/dev/urandom</backend><alias name='" + alias + "'/></rng>";
    }

    /** A USB device: QEMU takes it out without asking the guest. */
    static String tablet(String alias) {
        return "<input type='tablet' bus='usb'><alias name='" + alias + "'/></input>";
    }
}
