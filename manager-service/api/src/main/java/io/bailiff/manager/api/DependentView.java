// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.bailiff.agent.api.Dependent;
import io.bailiff.agent.api.PciAddress;
import org.jspecify.annotations.Nullable;

/**
 * The operators' view of a device that depends on a member of a group.
 *
 * @param function the member of the group
 * @param kind the kind of the dependent device
 * @param name the PCI address, the UUID or the name of the device
 * @param driver the driver of the device, or null if no driver is bound
 * @param users the users of the device, for people, or null if the device is idle
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DependentView(
        PciAddress function,
        Dependent.Kind kind,
        String name,
        @Nullable String driver,
        @Nullable String users) {}
