// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.remote;

import io.bailiff.libvirt.HypervisorEvent;
import io.bailiff.libvirt.connection.SessionListener;
import java.util.UUID;

/** A program whose one call of libvirt fails. What it prints is what libvirt adds to it, and the error's words. */
final class FailingProgram {

    private FailingProgram() {}

    public static void main(String[] arguments) throws Exception {
        LibvirtSession session = LibvirtSession.open("test:///default", TestHosts.QUICK, new Deaf());
        try (DomainHandle domain = DomainHandle.lookUp(session, new UUID(0, 1))) {
            System.out.println("found " + domain.xml());
        } catch (LibvirtFailure e) {
            System.out.println(e.error().message());
        } finally {
            session.close();
        }
    }

    private static final class Deaf implements SessionListener {

        @Override
        public void happened(HypervisorEvent event) {}

        @Override
        public void lost(String reason) {}
    }
}
