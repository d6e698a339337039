// SPDX-License-Identifier: Apache-2.0
/** The settings of the host that put functions on vfio drivers without Bailiff: kernel command line, modprobe.d, driverctl, libvirt. */
package io.bailiff.agent.settings;
