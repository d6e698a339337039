// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.api;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The reasons why a host is still cordoned after an operator's cordon has ended.
 *
 * @param cordon the reasons, for people
 * @param fences the conflicts whose fences cordon the host
 * @param remedy the action to end the fences
 */
public record CordonView(@Nullable String cordon, List<UUID> fences, String remedy) {}
