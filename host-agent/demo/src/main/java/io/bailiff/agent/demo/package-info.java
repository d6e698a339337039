// SPDX-License-Identifier: Apache-2.0
/** The demonstration: a process with simulated hosts, and an agent for each host. */
@NullMarked
package io.bailiff.agent.demo;

import org.jspecify.annotations.NullMarked;
