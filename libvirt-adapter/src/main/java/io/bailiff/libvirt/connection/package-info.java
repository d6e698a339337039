// SPDX-License-Identifier: Apache-2.0
/**
 * Keeps a connection open across losses, independent of the kind of the other end, and delivers the connection's events to the
 * listeners.
 */
package io.bailiff.libvirt.connection;
