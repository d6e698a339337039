// SPDX-License-Identifier: Apache-2.0
/** Identifies the running kernel, and determines the kernel's reaction when a host driver takes a member of a group in use. */
package io.bailiff.agent.kernel;
