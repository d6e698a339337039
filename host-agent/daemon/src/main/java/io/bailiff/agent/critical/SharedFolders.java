// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.critical;

import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds the virtio devices of shared folders, for a host that runs as a guest of another hypervisor. */
final class SharedFolders {

    private static final String DEVICES = "/sys/bus/virtio/devices/";
    private static final String VIRTIOFS_DRIVER = "/sys/bus/virtio/drivers/virtiofs/";
    private static final String VIRTIOFS = "/sys/fs/virtiofs/";

    private final HostFiles files;

    SharedFolders(HostFiles files) {
        this.files = files;
    }

    void ninePee(String tag, DependencySink sink) {
        find(tag, sink, () -> ninePeeDevices(Optional.of(tag)));
    }

    /**
     * Reports the device of a virtiofs tag. Kernels from 6.9 on show the tags. On older kernels any virtiofs device may
     * have the tag, so all virtiofs devices are reported.
     */
    void virtiofs(String tag, DependencySink sink) {
        find(tag, sink, () -> {
            Optional<String> tagged = virtiofsDevice(tag);
            return tagged.isPresent() ? List.of(tagged.get()) : virtiofsDevices();
        });
    }

    /** Reports the devices of all shared folders, for an unknown about some disk or folder. */
    void all(DependencySink sink) throws HostFileException {
        for (String device : ninePeeDevices(Optional.empty())) {
            sink.found(device, "shared folder");
        }
        for (String device : virtiofsDevices()) {
            sink.found(device, "shared folder");
        }
    }

    private void find(String tag, DependencySink sink, Search search) {
        try {
            List<String> devices = search.run();
            if (devices.isEmpty()) {
                sink.unknown(
                        UnknownScope.SHARED_FOLDERS, "Cannot determine the device of shared folder \"" + tag + "\"");
            }
            devices.forEach(device -> sink.found(device, "shared folder \"" + tag + "\""));
        } catch (HostFileException failure) {
            sink.unknown(
                    UnknownScope.SHARED_FOLDERS,
                    "Cannot read the device of shared folder \"" + tag + "\": " + failure.getMessage());
        }
    }

    /** @param tag the wanted tag, or empty for all devices */
    private List<String> ninePeeDevices(Optional<String> tag) throws HostFileException {
        List<String> found = new ArrayList<>();
        for (String device : listOrNone(DEVICES)) {
            String attribute = DEVICES + device + "/mount_tag";
            if (files.exists(attribute) && (tag.isEmpty() || text(attribute).equals(tag.get()))) {
                files.realPath(DEVICES + device).ifPresent(found::add);
            }
        }
        return found;
    }

    private Optional<String> virtiofsDevice(String tag) throws HostFileException {
        for (String number : listOrNone(VIRTIOFS)) {
            String attribute = VIRTIOFS + number + "/tag";
            if (files.exists(attribute) && text(attribute).equals(tag)) {
                return files.realPath(VIRTIOFS + number + "/device");
            }
        }
        return Optional.empty();
    }

    private List<String> virtiofsDevices() throws HostFileException {
        List<String> found = new ArrayList<>();
        for (String name : listOrNone(VIRTIOFS_DRIVER)) {
            if (name.matches("virtio[0-9]+")) {
                files.realPath(VIRTIOFS_DRIVER + name).ifPresent(found::add);
            }
        }
        return found;
    }

    private List<String> listOrNone(String directory) throws HostFileException {
        return files.exists(directory) ? files.list(directory) : List.of();
    }

    /** Returns the text of an attribute. Some kernels end a tag with the NUL of the C string. */
    private String text(String attribute) throws HostFileException {
        return files.read(attribute).replace("\0", "");
    }

    private interface Search {
        List<String> run() throws HostFileException;
    }
}
