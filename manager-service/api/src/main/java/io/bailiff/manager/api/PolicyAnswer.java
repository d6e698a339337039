// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.api;

/**
 * The ladder policy of a scope.
 *
 * @param said the policy set for the scope
 * @param effective the policy in force: the scope's fields, then the wider scopes' fields, then the defaults
 */
public record PolicyAnswer(PolicyView said, PolicyView effective) {}
