// SPDX-License-Identifier: Apache-2.0
/** The health events of functions: recording, storage, acknowledgement, and the refusals of functions with an event. */
package io.bailiff.agent.health;
