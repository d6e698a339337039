// SPDX-License-Identifier: Apache-2.0
/** The devices that depend on a PCI function: virtual functions, mediated devices, functions behind a controller, framebuffers. Reads only. */
package io.bailiff.agent.dependents;
