// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.remote;

import io.bailiff.libvirt.HypervisorEvent;
import io.bailiff.libvirt.HypervisorException;
import io.bailiff.libvirt.connection.SessionListener;
import java.util.UUID;

/** A program whose one call of libvirt fails. What it prints is what libvirt adds to it, and the error's words. */
final class FailingProgram {

    private FailingProgram() {}

    public static void main(String[] arguments) throws Exception {
        LibvirtSession session = LibvirtSession.open("test:///default", TestHosts.QUICK, new Deaf());
        try {
            System.out.println("found " + session.call(FailingProgram::xmlOfNobody));
        } catch (HypervisorException e) {
            System.out.println(e.getMessage());
        } finally {
            session.close();
        }
    }

    private static String xmlOfNobody(CallConnection connection) throws LibvirtFailure {
        try (DomainHandle domain = DomainHandle.lookUp(connection, new UUID(0, 1))) {
            return domain.xml();
        }
    }

    private static final class Deaf implements SessionListener {

        @Override
        public void happened(HypervisorEvent event) {}

        @Override
        public void lost(String reason) {}
    }
}
