// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.api;

import java.time.Instant;

/**
 * The address of a host's libvirt that an operator has set.
 *
 * @param uri the URI that the manager has built from the parts
 * @param by the operator, as in the record
 * @param reason the reason, in the operator's words
 * @param setAt the time of the change
 */
public record DirectLibvirtView(String uri, String by, String reason, Instant setAt) {}
