// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.agent;

import io.bailiff.agent.api.PciAddress;
import java.time.Instant;

/**
 * An operator's acknowledgement of a health event.
 *
 * @param event the id of the event
 * @param function the function of the event
 * @param by the operator and the remote address
 * @param reason the reason, in the operator's words
 * @param at the time of the acknowledgement, by the manager's clock
 */
public record HealthAcknowledgement(String event, PciAddress function, String by, String reason, Instant at) {}
