// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.remote;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import org.jspecify.annotations.Nullable;

/** Text returned by libvirt to a caller that frees the text. */
final class NativeText {

    private NativeText() {}

    /** Returns the text and frees libvirt's copy; null is an error of the thread's last call. */
    static String take(NativeLibvirt library, @Nullable Pointer text) throws LibvirtFailure {
        if (text == null) {
            throw new LibvirtFailure(LibvirtError.last(library));
        }
        try {
            return text.getString(0, "UTF-8");
        } finally {
            Native.free(Pointer.nativeValue(text));
        }
    }
}
