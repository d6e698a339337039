// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.certificate;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.util.IPAddress;

/** The names in the certificate of the agents' listener. */
final class ListenerNames {

    private ListenerNames() {}

    /** Returns the configured names, the name of this machine, and the names of the loopback interface. */
    static List<GeneralName> of(List<String> configured) {
        Set<String> names = new LinkedHashSet<>();
        configured.stream().map(String::strip).filter(name -> !name.isEmpty()).forEach(names::add);
        machine().ifPresent(names::add);
        names.add("localhost");
        names.add("127.0.0.1");
        return names.stream().map(ListenerNames::name).toList();
    }

    private static GeneralName name(String text) {
        return new GeneralName(IPAddress.isValid(text) ? GeneralName.iPAddress : GeneralName.dNSName, text);
    }

    /** Returns the machine's name; empty if the machine cannot resolve its own name. */
    private static Optional<String> machine() {
        try {
            return Optional.of(InetAddress.getLocalHost().getHostName());
        } catch (UnknownHostException unresolved) {
            return Optional.empty();
        }
    }
}
