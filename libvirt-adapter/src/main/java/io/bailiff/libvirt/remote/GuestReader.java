// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.remote;

import io.bailiff.libvirt.Guest;
import io.bailiff.libvirt.GuestState;
import io.bailiff.libvirt.HypervisorException;
import io.bailiff.libvirt.xml.DomainXml;
import io.bailiff.libvirt.xml.DomainXmlReader;
import java.util.List;
import java.util.Optional;

/** Reads the current state of a guest, by several calls. A change between the calls shows in the next reading. */
final class GuestReader {

    private GuestReader() {}

    static Guest read(DomainHandle domain, PoolReader pools) throws LibvirtFailure, HypervisorException {
        RunState state = domain.state();
        DomainXml now = parse(domain.xml());
        boolean active = now.id().isPresent();
        boolean persistent = domain.persistent();
        Optional<DomainXml> definition = persistent ? Optional.of(definition(domain, now)) : Optional.empty();
        return new Guest(
                now.uuid(),
                now.name(),
                active ? state.whileActive() : whileOff(domain),
                now.id(),
                persistent,
                active ? now.devices() : List.of(),
                definition.map(DomainXml::devices).orElse(List.of()),
                definition.isPresent() ? pools.poolsOf(definition.get()) : List.of());
    }

    /** Asks for a save image only while the guest is off: a running guest has none, and every call costs a round trip. */
    private static GuestState whileOff(DomainHandle domain) throws LibvirtFailure {
        return domain.saved() ? GuestState.SAVED : GuestState.SHUT_OFF;
    }

    private static DomainXml definition(DomainHandle domain, DomainXml now) throws LibvirtFailure, HypervisorException {
        return now.id().isPresent() ? parse(domain.definitionXml()) : now;
    }

    private static DomainXml parse(String xml) throws HypervisorException {
        try {
            return DomainXmlReader.read(xml);
        } catch (IllegalArgumentException e) {
            throw new HypervisorException(
                    HypervisorException.Code.REFUSED, "cannot read the guest's XML from libvirt: " + e.getMessage(), e);
        }
    }
}
