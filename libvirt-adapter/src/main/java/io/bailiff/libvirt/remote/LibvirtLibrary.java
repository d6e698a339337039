// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.remote;

import org.libvirt.Library;
import org.libvirt.LibvirtException;

/**
 * libvirt's client library in the current process: loaded and initialised once, without output on stderr, and with a running
 * event loop before the first connection is opened. A connection opened before the registration of the loop gets neither events
 * nor keepalive.
 */
final class LibvirtLibrary {

    private static final String NAME = "virt";

    /**
     * Keeps libvirt from printing errors; the callers read the errors of their calls. libvirt stores the callback's address
     * forever, so the callback must never be garbage-collected.
     */
    private static final NativeLibvirt.ErrorHandler SILENCE = (userData, error) -> {};

    private LibvirtLibrary() {}

    /**
     * Returns the library, ready for use.
     *
     * @throws IllegalStateException if the library is not installed or cannot be initialised
     */
    static NativeLibvirt ready() {
        return Ready.LIBRARY;
    }

    /**
     * Loads a library without initialising the library.
     *
     * @throws IllegalStateException if the library is not installed; the message names the package
     */
    static NativeLibvirt load(String name) {
        try {
            return NativeLibvirt.load(name);
        } catch (UnsatisfiedLinkError e) {
            throw new IllegalStateException(
                    "libvirt's client library (lib" + name
                            + ".so.0) is not installed. Install the package libvirt0"
                            + " (Debian, Ubuntu) or libvirt-libs (Fedora, RHEL)",
                    e);
        }
    }

    private static NativeLibvirt start() {
        NativeLibvirt library = load(NAME);
        // Initialised before libvirt-java does so: libvirt-java prints a failure and continues.
        if (library.virInitialize() < 0) {
            throw new IllegalStateException(
                    "cannot initialise libvirt's client library: " + library.virGetLastErrorMessage());
        }
        library.virSetErrorFunc(null, SILENCE);
        try {
            Library.initEventLoop();
        } catch (LibvirtException e) {
            throw new IllegalStateException("cannot register libvirt's event loop: " + e.getMessage(), e);
        }
        EventLoop.start();
        return library;
    }

    /** Starts the library once, on the first access by any thread. */
    private static final class Ready {
        private static final NativeLibvirt LIBRARY = start();
    }
}
