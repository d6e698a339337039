// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.remote;

import io.bailiff.libvirt.MissingParts;

/** {@code virDomainModificationImpact}, libvirt-domain.h: the parts of a guest affected by a change. */
final class Affect {

    static final int LIVE = 1;
    static final int CONFIG = 2;

    private Affect() {}

    static int of(MissingParts missing) {
        return (missing.live() ? LIVE : 0) | (missing.definition() ? CONFIG : 0);
    }
}
