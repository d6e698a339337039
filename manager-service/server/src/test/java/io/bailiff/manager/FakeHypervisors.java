package io.bailiff.manager;

import io.bailiff.libvirt.Hypervisor;
import io.bailiff.libvirt.Hypervisors;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The libvirts of the hosts of a test; they outlive the manager. */
public final class FakeHypervisors implements Hypervisors {

    private final Map<String, FakeHypervisor> byUri = new ConcurrentHashMap<>();

    static String uri(String host) {
        return "fake:///" + host;
    }

    FakeHypervisor of(String host) {
        return byUri.computeIfAbsent(uri(host), any -> new FakeHypervisor());
    }

    @Override
    public Hypervisor open(String uri) {
        if (!uri.startsWith("fake:///")) {
            throw new IllegalArgumentException("\"" + uri + "\" is no URI of a fake");
        }
        return byUri.computeIfAbsent(uri, any -> new FakeHypervisor());
    }
}
