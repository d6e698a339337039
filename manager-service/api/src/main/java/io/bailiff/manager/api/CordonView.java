package io.bailiff.manager.api;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What still cordons a host after an operator's cordon has ended.
 *
 * @param cordon the reasons, for people
 * @param fences the conflicts whose fences these are
 * @param remedy what ends them
 */
public record CordonView(@Nullable String cordon, List<UUID> fences, String remedy) {}
