// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.settings;

import io.bailiff.agent.api.HostSetting;
import io.bailiff.agent.api.HostSetting.Source;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.host.HostDirectories;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.libvirt.xml.DomainXml;
import io.bailiff.libvirt.xml.DomainXmlReader;
import io.bailiff.libvirt.xml.HostDevice;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the stored definitions of libvirt's guests ({@code /etc/libvirt/qemu/NAME.xml}). libvirt is never called: the files are readable
 * while libvirt is stopped or hangs. A definition also names functions by options of QEMU, and by a network that is a pool of functions.
 */
final class GuestDefinitions {

    private static final String DIRECTORY = "/etc/libvirt/qemu/";
    private static final String SUFFIX = ".xml";

    private final HostFiles files;
    private final List<HostSetting> settings = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    /** The pools, or null as long as no guest has named a network. */
    private @Nullable NetworkPools pools;

    private GuestDefinitions(HostFiles files) {
        this.files = files;
    }

    /** Reads all definitions. An unreadable definition becomes a problem, and hides no other definition. */
    static GuestDefinitions read(HostFiles files) throws HostFileException {
        GuestDefinitions definitions = new GuestDefinitions(files);
        // A host without libvirt or without its QEMU driver has no such directory.
        for (String name : HostDirectories.listIfPresent(files, DIRECTORY)) {
            if (name.endsWith(SUFFIX)) {
                definitions.add(DIRECTORY + name);
            }
        }
        return definitions;
    }

    List<HostSetting> settings() {
        return List.copyOf(settings);
    }

    List<String> problems() {
        return List.copyOf(problems);
    }

    private void add(String path) {
        try {
            DomainXml guest = DomainXmlReader.read(files.read(path));
            guest.devices().forEach(device -> settings.add(setting(guest, device, path)));
            if (!guest.networks().isEmpty()) {
                addPools(guest);
            }
        } catch (HostFileException | IllegalArgumentException failure) {
            problems.add(path + ": " + failure.getMessage());
        }
    }

    private void addPools(DomainXml guest) throws HostFileException {
        NetworkPools known = pools;
        if (known == null) {
            known = NetworkPools.read(files);
            problems.addAll(known.problems());
            pools = known;
        }
        for (String network : guest.networks()) {
            settings.addAll(known.settings(guest.name(), network));
        }
    }

    private static HostSetting setting(DomainXml guest, HostDevice device, String path) {
        return new HostSetting(
                PciAddress.parse(device.address()),
                device.managed() ? Source.MANAGED_BY_GUEST : Source.NAMED_BY_GUEST,
                path,
                guest.name());
    }
}
