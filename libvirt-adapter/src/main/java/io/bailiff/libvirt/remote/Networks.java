// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.remote;

import io.bailiff.libvirt.FunctionPool;
import io.bailiff.libvirt.xml.DomainXml;
import io.bailiff.libvirt.xml.NetworkXml;
import io.bailiff.libvirt.xml.NetworkXmlReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.libvirt.jna.NetworkPointer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The libvirt networks of a host, for one reading of the host's guests: each network is read at most once, because most guests share
 * one network.
 */
final class Networks implements PoolReader {

    private static final Logger LOG = LoggerFactory.getLogger(Networks.class);

    private final CallConnection connection;
    private final Map<String, Optional<FunctionPool>> known = new HashMap<>();

    Networks(CallConnection connection) {
        this.connection = connection;
    }

    @Override
    public List<FunctionPool> poolsOf(DomainXml definition) throws LibvirtFailure {
        List<FunctionPool> pools = new ArrayList<>();
        for (String network : definition.networks()) {
            Optional<FunctionPool> pool = known.get(network);
            if (pool == null) {
                pool = pool(network);
                known.put(network, pool);
            }
            pool.ifPresent(pools::add);
        }
        return pools;
    }

    /**
     * Returns the pool of a network; empty if the network gives no functions. A network unknown to libvirt, or to a libvirt without
     * networks, gives nothing: a guest cannot start on such a network. Any other failure on a working connection leaves the network
     * unknown, for example a virtqemud that cannot reach virtnetworkd.
     */
    private Optional<FunctionPool> pool(String network) throws LibvirtFailure {
        try {
            return pool(network, NetworkXmlReader.read(xml(network)));
        } catch (IllegalArgumentException e) {
            return unknown(network, e);
        } catch (LibvirtFailure e) {
            if (e.is(LibvirtError.NO_NETWORK) || e.is(LibvirtError.NO_SUPPORT)) {
                return Optional.empty();
            }
            if (!connection.alive()) {
                throw e;
            }
            return unknown(network, e);
        }
    }

    private static Optional<FunctionPool> pool(String network, NetworkXml xml) {
        return xml.pool()
                ? Optional.of(new FunctionPool(network, xml.physicalFunction(), xml.functions(), true))
                : Optional.empty();
    }

    private static Optional<FunctionPool> unknown(String network, Exception cause) {
        LOG.debug("cannot read a network: its functions are unknown network={}", network, cause);
        return Optional.of(FunctionPool.unknown(network));
    }

    private String xml(String name) throws LibvirtFailure {
        NativeLibvirt library = connection.library();
        NetworkPointer network =
                library.virNetworkLookupByName(connection.libvirt().pointer(), name);
        if (network == null) {
            throw new LibvirtFailure(LibvirtError.last(library));
        }
        try {
            return NativeText.take(library, library.virNetworkGetXMLDesc(network, 0));
        } finally {
            library.virNetworkFree(network);
        }
    }
}
