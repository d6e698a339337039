// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.guest;

import java.util.UUID;

/**
 * An event after an operator has set or removed the address of a host's libvirt.
 *
 * @param host the host
 */
record LibvirtRouteChanged(UUID host) {}
