package io.bailiff.manager.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an operator wants to assign.
 *
 * @param host the host's name or id
 * @param guest the guest's name or UUID
 * @param functions the addresses of what the guest shall get
 * @param consent the fingerprint of the group, if the caller agrees to take all of it from the host
 * @param by the operator's name, or null
 */
public record AssignmentRequest(
        @Nullable String host,
        @Nullable String guest,
        @Nullable List<@Nullable String> functions,
        @Nullable String consent,
        @Nullable String by) {}
