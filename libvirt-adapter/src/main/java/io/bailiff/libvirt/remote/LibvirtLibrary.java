package io.bailiff.libvirt.remote;

import org.libvirt.Library;
import org.libvirt.LibvirtException;

/**
 * libvirt's client library in this process: loaded and initialised once, quiet on stderr, its event loop running before the
 * first connection is opened. A connection that is opened before the loop is registered gets neither events nor keepalive.
 */
final class LibvirtLibrary {

    private static final String NAME = "virt";

    /** libvirt keeps the address of its code for ever, so it must never be collected. Errors are read where they are thrown. */
    private static final NativeLibvirt.ErrorHandler SILENCE = (userData, error) -> {};

    private LibvirtLibrary() {}

    /**
     * The library, ready for use.
     *
     * @throws IllegalStateException if it is not installed or cannot be initialised
     */
    static NativeLibvirt ready() {
        return Ready.LIBRARY;
    }

    /** Loads a library without initialising it. */
    static NativeLibvirt load(String name) {
        try {
            return NativeLibvirt.load(name);
        } catch (UnsatisfiedLinkError e) {
            throw new IllegalStateException(
                    "libvirt's client library (lib" + name
                            + ".so.0) is not installed here. Install the package libvirt0"
                            + " (Debian, Ubuntu) or libvirt-libs (Fedora, RHEL)",
                    e);
        }
    }

    private static NativeLibvirt start() {
        NativeLibvirt library = load(NAME);
        // Before libvirt-java does it: that prints a failure and goes on.
        if (library.virInitialize() < 0) {
            throw new IllegalStateException(
                    "libvirt's client library cannot be initialised: " + library.virGetLastErrorMessage());
        }
        library.virSetErrorFunc(null, SILENCE);
        try {
            Library.initEventLoop();
        } catch (LibvirtException e) {
            throw new IllegalStateException("libvirt's event loop cannot be registered: " + e.getMessage(), e);
        }
        EventLoop.start();
        return library;
    }

    /** Makes the start happen once, whoever comes first. */
    private static final class Ready {
        private static final NativeLibvirt LIBRARY = start();
    }
}
