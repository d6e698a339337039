// SPDX-License-Identifier: Apache-2.0
/** The manager's ends of the tunnels to the libvirts of the hosts: private unix sockets for libvirt's client, and WebSockets of the agents. */
package io.bailiff.manager.tunnel;
