// SPDX-License-Identifier: Apache-2.0
/**
 * A real libvirt: libvirt-java for the calls in libvirt-java, {@link io.bailiff.libvirt.remote.NativeLibvirt} for all others.
 * No class outside the package uses either library.
 */
package io.bailiff.libvirt.remote;
