// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.tunnel;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The procedures of libvirt's remote program that pass a tunnel: what Bailiff's client calls, and the events that the client registers for.
 * The numbers are libvirt's (remote_protocol.x, enum remote_procedure) and never change.
 */
enum Procedure {
    CONNECT_OPEN(1),
    CONNECT_CLOSE(2),
    DOMAIN_CREATE(9),
    DOMAIN_GET_XML_DESC(14),
    DOMAIN_LOOKUP_BY_NAME(23),
    DOMAIN_LOOKUP_BY_UUID(24),
    DOMAIN_RESUME(28),
    DOMAIN_SHUTDOWN(33),
    DOMAIN_SUSPEND(34),
    NETWORK_GET_XML_DESC(43),
    NETWORK_LOOKUP_BY_NAME(46),
    CONNECT_SUPPORTS_FEATURE(60),
    AUTH_LIST(66),
    DOMAIN_IS_PERSISTENT(151),
    CONNECT_GET_LIB_VERSION(157),
    DOMAIN_ATTACH_DEVICE_FLAGS(160),
    DOMAIN_HAS_MANAGED_SAVE_IMAGE(183),
    DOMAIN_GET_STATE(212),
    DOMAIN_DESTROY_FLAGS(234),
    DOMAIN_PM_WAKEUP(267),
    CONNECT_LIST_ALL_DOMAINS(273),
    CONNECT_DOMAIN_EVENT_CALLBACK_REGISTER_ANY(316),
    CONNECT_DOMAIN_EVENT_CALLBACK_DEREGISTER_ANY(317),
    CONNECT_REGISTER_CLOSE_CALLBACK(360),
    CONNECT_UNREGISTER_CLOSE_CALLBACK(361),
    DOMAIN_DETACH_DEVICE_ALIAS(392),

    DOMAIN_EVENT_CALLBACK_LIFECYCLE(318, true),
    DOMAIN_EVENT_CALLBACK_DEVICE_REMOVED(333, true),
    DOMAIN_EVENT_CALLBACK_DEVICE_ADDED(354, true),
    CONNECT_EVENT_CONNECTION_CLOSED(362, true),
    DOMAIN_EVENT_CALLBACK_DEVICE_REMOVAL_FAILED(367, true);

    private static final Map<Integer, Procedure> BY_NUMBER =
            Arrays.stream(values()).collect(Collectors.toMap(Procedure::number, Function.identity()));

    private final int number;
    private final boolean event;

    Procedure(int number) {
        this(number, false);
    }

    Procedure(int number, boolean event) {
        this.number = number;
        this.event = event;
    }

    int number() {
        return number;
    }

    /** Returns true for a message of the daemon, false for a call of the client. */
    boolean event() {
        return event;
    }

    /** Returns the procedure with the number; empty if the procedure may not pass. */
    static Optional<Procedure> of(int number) {
        return Optional.ofNullable(BY_NUMBER.get(number));
    }
}
