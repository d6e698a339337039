// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.remote;

import io.bailiff.libvirt.xml.HostDevice;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Writes the XML of a PCI function of the host for a guest. */
final class HostDeviceXml {

    private static final Pattern ADDRESS =
            Pattern.compile("([0-9a-fA-F]{4,8}):([0-9a-fA-F]{2}):([01][0-9a-fA-F])\\.([0-7])");

    /** conf/domain_conf.c, USER_ALIAS_PREFIX and USER_ALIAS_CHARS: libvirt drops any other alias without an error. */
    private static final Pattern USER_ALIAS = Pattern.compile("ua-[0-9A-Za-z_-]+");

    private HostDeviceXml() {}

    /**
     * Returns the XML for attaching a function to a guest. The XML names no driver: with {@code managed='no'} libvirt uses the
     * vfio driver already bound to the function.
     *
     * @throws IllegalArgumentException if the address or the alias is malformed, or the device is {@code managed}
     */
    static String write(HostDevice device) {
        Matcher parts = ADDRESS.matcher(device.address());
        if (!parts.matches()) {
            throw new IllegalArgumentException("\"" + device.address()
                    + "\" is not a PCI address; write domain:bus:device.function, like 0000:02:01.1");
        }
        String alias = device.alias().orElse("");
        if (!USER_ALIAS.matcher(alias).matches()) {
            throw new IllegalArgumentException(
                    "\"" + alias + "\" is not a user alias; write ua- and then letters, digits, underscores or dashes");
        }
        if (device.managed()) {
            throw new IllegalArgumentException(
                    "cannot attach " + device.address() + " with managed='yes'; write managed='no'");
        }
        return """
                <hostdev mode='subsystem' type='pci' managed='no'>
                  <source>
                    <address domain='0x%s' bus='0x%s' slot='0x%s' function='0x%s'/>
                  </source>
                  <alias name='%s'/>
                </hostdev>
                """.formatted(parts.group(1), parts.group(2), parts.group(3), parts.group(4), alias);
    }
}
