// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.host.HostError;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.pci.PciBus;
import io.bailiff.agent.sim.AdministratorActions;
import io.bailiff.agent.sim.ContractHost;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * A part of what the agent relies on a kernel to do. It holds for simulated hosts in every build, and for real
 * kernels in the lab: what is asserted was seen there.
 */
abstract class Contract {

    static final String VFIO = "vfio-pci";

    ContractHost host;
    HostFiles files;
    AdministratorActions administrator;
    PciBus bus;
    PciAddress subject;
    PciAddress sibling;

    abstract ContractHost host();

    @BeforeEach
    void begin() throws HostFileException {
        host = host();
        files = host.files();
        administrator = new AdministratorActions(files);
        bus = new PciBus(files);
        subject = host.subject();
        sibling = host.sibling();
        host.modules().load(VFIO);
        assertThat(bus.driver(subject)).hasValue(host.hostDriver());
        assertThat(bus.driver(sibling)).hasValue(host.hostDriver());
    }

    @AfterEach
    void giveBack() throws HostFileException {
        for (PciAddress function : List.of(subject, sibling)) {
            administrator.override(function, host.hostDriver());
            String driver = bus.driver(function).orElse(host.hostDriver());
            if (!driver.equals(host.hostDriver())) {
                administrator.unbind(function, driver);
            }
            administrator.probe(function);
            files.write(PciBus.DEVICES + function + "/driver_override", "\n");
        }
    }

    final void lend() throws HostFileException {
        administrator.move(subject, host.hostDriver(), VFIO);
        administrator.move(sibling, host.hostDriver(), VFIO);
    }

    /** Unbinds the subject and begins to bind it to its host driver, without an override, in another process. */
    final ContractHost.Stranger startBind() throws Exception {
        administrator.override(subject, "none");
        administrator.unbind(subject, host.hostDriver());
        administrator.override(subject, "");
        return host.startWriter(PciBus.DRIVERS + host.hostDriver() + "/bind", subject.toString());
    }

    static void assertFails(HostError expected, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        HostFileException.class,
                        failure -> assertThat(failure.error())
                                .as(failure.getMessage())
                                .isEqualTo(expected));
    }
}
