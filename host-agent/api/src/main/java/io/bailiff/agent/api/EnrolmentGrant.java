// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.api;

/**
 * The manager's answer to an enrolment.
 *
 * @param hostId the host's id, used in every later call
 * @param credential the secret that identifies the host's agent; sent as {@code Authorization: Bearer}
 */
public record EnrolmentGrant(String hostId, String credential) {}
