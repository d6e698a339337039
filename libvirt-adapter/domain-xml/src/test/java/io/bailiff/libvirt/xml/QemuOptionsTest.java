// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.xml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Functions of the host in options that libvirt only passes on to QEMU. */
class QemuOptionsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-device|vfio-pci,host=01:00.0",
                "-device|vfio-pci,host=0000:01:00.0,id=gpu",
                "--device|vfio-pci,x-vga=on,host=0:1:0.0",
                "-device|driver=vfio-pci,host=0x0000:0x01:0x00.0",
                "-device|vfio-pci-nohotplug,host=0000:01:00.0",
                "-device|vfio-pci,romfile=/a,,host=09:00.0,host=01:00.0",
                "-device|vfio-pci,sysfsdev=/sys/bus/pci/devices/0000:01:00.0",
                "-device|vfio-pci,sysfsdev=/sys/devices/pci0000:00/0000:00:01.0/0000:01:00.0/",
                "-device|{\"driver\":\"vfio-pci\",\"host\":\"0000:01:00.0\",\"multifunction\":true}",
                "-device| {'driver': 'vfio-pci', 'bus': 'pcie.0', 'host' : '0000:01:00.\\u0030'}",
                "-set|device.hostdev0.host=0000:01:00.0",
                "-set|device.hostdev0.sysfsdev=/sys/bus/pci/devices/0000:01:00.0",
                "-global|vfio-pci.host=01:00.0",
                "-drive|file=nvme://0000:01:00.0/1,if=none,id=a",
                "-blockdev|nvme,device=0000:01:00.0,namespace=1,node-name=a",
                "-blockdev|driver=raw,file.driver=nvme,file.device=0000:01:00.0,file.namespace=1",
                "-blockdev|{\"driver\":\"raw\",\"file\":{\"driver\":\"nvme\",\"device\":\"0000:01:00.0\",\"namespace\":1}}",
            })
    void everySpellingOfAFunctionIsSeen(String arguments) {
        assertThat(addresses(commandLine(arguments))).containsExactly("0000:01:00.0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-device|usb-host,hostbus=1,hostaddr=2",
                "-device|vfio-platform,host=fff51000.ethernet",
                "-device|vfio-pci,sysfsdev=/sys/bus/mdev/devices/33333333-0000-4000-8000-000000000001",
                "-device|nvme,serial=01:00.0,drive=a",
                "-set|device.hostdev0.x-vga=on",
                "-set|device.net0.host=192.0.2.1",
                "-fw_cfg|name=opt/host,string=vfio-pci,host=01:00.0",
                "-drive|file=/var/lib/nvme/device,driver=raw",
                "-blockdev|driver=host_device,filename=/dev/nvme0n1,node-name=nvme",
                "-device",
                "vfio-pci,host=01:00.0",
            })
    void anOptionWithoutAFunctionOfTheHostGivesNone(String arguments) {
        assertThat(addresses(commandLine(arguments))).isEmpty();
    }

    @Test
    void functionsOfAllArgumentsAreSeenInOrder() {
        assertThat(
                        addresses(
                                commandLine(
                                        "-device|vfio-pci,host=01:00.1|-nographic|-device|vfio-pci,host=10000:e1:1f.7|-device|vfio-pci,host=01:00.0")))
                .containsExactly("0000:01:00.1", "10000:e1:1f.7", "0000:01:00.0");
    }

    @Test
    void anOverrideOfTheFunctionOfADeviceIsSeen() {
        assertThat(addresses("""
                        <qemu:override><qemu:device alias='hostdev0'><qemu:frontend>
                          <qemu:property name='x-vga' type='bool' value='true'/>
                          <qemu:property name='host' type='string' value='0000:01:00.0'/>
                        </qemu:frontend></qemu:device></qemu:override>
                        """)).containsExactly("0000:01:00.0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"01:00", "01:00.8", "01:20.0", "100:00.0", "gpu", ""})
    void anUnreadableFunctionOfVfioPciIsAnErrorAndIsNotDropped(String host) {
        assertThatIllegalArgumentException().isThrownBy(() -> addresses(commandLine("-device|vfio-pci,host=" + host)));
    }

    private static List<String> addresses(String options) {
        String xml = "<domain xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'><name>a</name>"
                + "<uuid>6d2013fb-d0e3-4a50-9a4e-3b0a4f1a2c3d</uuid>" + options + "</domain>";
        return DomainXmlReader.read(xml).devices().stream()
                .map(HostDevice::address)
                .toList();
    }

    private static String commandLine(String arguments) {
        return Arrays.stream(arguments.split("\\|"))
                .map(argument ->
                        argument.replace("&", "&amp;").replace("\"", "&quot;").replace("'", "&apos;"))
                .map(argument -> "<qemu:arg value='" + argument + "'/>")
                .collect(Collectors.joining("", "<qemu:commandline>", "</qemu:commandline>"));
    }
}
