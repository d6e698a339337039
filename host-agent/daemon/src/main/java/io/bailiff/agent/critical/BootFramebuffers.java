// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.critical;

import io.bailiff.agent.dependents.Framebuffers;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;

/**
 * Finds framebuffers of the firmware without a known display. Such a framebuffer may be in the memory of any display of the host. A
 * framebuffer with a known display is no use of the display: a detach releases the framebuffer first.
 */
final class BootFramebuffers implements HostCheck {

    private final HostFiles files;

    BootFramebuffers(HostFiles files) {
        this.files = files;
    }

    @Override
    public void addTo(Findings findings) {
        try {
            Framebuffers.read(files)
                    .unplaced()
                    .forEach(name -> findings.unknown(
                            UnknownScope.DISPLAY,
                            "Cannot determine the display with the memory of framebuffer " + name));
        } catch (HostFileException failure) {
            findings.unknown(UnknownScope.DISPLAY, "Cannot read the framebuffers of the host: " + failure.getMessage());
        }
    }
}
