// SPDX-License-Identifier: Apache-2.0
/**
 * A libvirt connection per host: the host's guests, the guests' PCI functions, and the events of both. The interface uses
 * libvirt's own terms; the packages below hide the implementation.
 */
package io.bailiff.libvirt;
