// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.tunnel;

import java.util.UUID;

/**
 * An event after the manager has begun or ended to want streams to a host's libvirt.
 *
 * @param host the host
 */
public record LibvirtWanted(UUID host) {}
