// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

import io.bailiff.libvirt.Hypervisor;
import io.bailiff.libvirt.Hypervisors;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The libvirts of the hosts of a test; they outlive the manager. */
public final class TestHypervisors implements Hypervisors {

    private static final String SCHEME = "fake:///";

    private final Map<String, TestHypervisor> byUri = new ConcurrentHashMap<>();

    static String uri(String host) {
        return SCHEME + host;
    }

    TestHypervisor of(String host) {
        return byUri.computeIfAbsent(uri(host), any -> TestHypervisor.of(host));
    }

    @Override
    public Hypervisor open(String uri) {
        if (!uri.startsWith(SCHEME)) {
            throw new IllegalArgumentException("\"" + uri + "\" is no URI of a test");
        }
        return of(uri.substring(SCHEME.length()));
    }
}
