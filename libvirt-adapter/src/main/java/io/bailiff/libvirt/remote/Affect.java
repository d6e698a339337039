package io.bailiff.libvirt.remote;

/** {@code virDomainModificationImpact}, libvirt-domain.h: what of a guest a change is for. */
final class Affect {

    static final int LIVE = 1;
    static final int CONFIG = 2;

    private Affect() {}
}
