package io.bailiff.libvirt;

import java.time.Instant;

/**
 * How a connection is.
 *
 * @param connected whether calls can succeed now
 * @param since when it became so
 * @param message for people: the version of libvirt, or why there is no connection
 */
public record ConnectionStatus(boolean connected, Instant since, String message) {}
