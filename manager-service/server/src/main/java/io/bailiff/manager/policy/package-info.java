// SPDX-License-Identifier: Apache-2.0
/**
 * The limits of the ladder and the duration of each rung: set for the fleet, for a host, or for an assignment. The narrowest scope wins,
 * field by field.
 */
package io.bailiff.manager.policy;
