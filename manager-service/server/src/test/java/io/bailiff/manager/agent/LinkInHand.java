// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.agent;

import io.bailiff.agent.api.DesiredState;
import io.bailiff.agent.api.HostReport;
import io.bailiff.manager.host.Enrolment;
import io.bailiff.manager.host.Hosts;
import java.util.UUID;
import org.springframework.beans.factory.BeanFactory;

/** The server's end of the link without HTTP, called by the test's own thread. */
public final class LinkInHand {

    private static final String CREDENTIAL = "of the only agent";

    private final BeanFactory manager;

    /** @param manager asked anew for every call: a manager that was started again has other beans */
    public LinkInHand(BeanFactory manager) {
        this.manager = manager;
    }

    public UUID enrol(String host, String libvirtUri) {
        Enrolment enrolment = new Enrolment(host, "machine-of-" + host, libvirtUri);
        return manager.getBean(Hosts.class)
                .enrol(enrolment, Secrets.hash(CREDENTIAL), "10.0.0.1")
                .id();
    }

    /** What a poll would be answered with now. */
    public DesiredState desired(UUID host) {
        manager.getBean(Hosts.class).seen(host);
        return manager.getBean(Orders.class).of(host);
    }

    public void report(UUID host, HostReport report) {
        CompleteReport.require(report);
        manager.getBean(Hosts.class).heard(host);
        manager.getBean(Reports.class).take(host, report);
    }
}
