package io.bailiff.manager.api;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How the connection to a host's libvirt is.
 *
 * @param uri where it is, or null if the host's agent named none that can be used
 * @param connected whether calls can succeed now
 * @param since when it became so, or null if there never was a connection
 * @param message for people
 */
public record LibvirtStatus(
        @Nullable String uri, boolean connected, @Nullable Instant since, String message) {}
