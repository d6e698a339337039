/**
 * A real libvirt: libvirt-java for what it has, {@link io.bailiff.libvirt.remote.NativeLibvirt} for what it lacks. Nothing
 * outside this package touches either.
 */
package io.bailiff.libvirt.remote;
