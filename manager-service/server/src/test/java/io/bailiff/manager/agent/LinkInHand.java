// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.agent;

import io.bailiff.agent.api.DesiredState;
import io.bailiff.agent.api.HostReport;
import io.bailiff.manager.host.Hosts;
import java.util.Optional;
import java.util.UUID;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.transaction.support.TransactionTemplate;

/** The server's end of the link without HTTP, called by the test's own thread. */
public final class LinkInHand {

    private final BeanFactory manager;

    /** @param manager asked anew for every call: a manager that was started again has other beans */
    public LinkInHand(BeanFactory manager) {
        this.manager = manager;
    }

    /** Lets the host join, unless it has joined. */
    public UUID join(String host) {
        Hosts hosts = manager.getBean(Hosts.class);
        return hosts.named(host)
                .or(() -> Optional.ofNullable(
                        manager.getBean(TransactionTemplate.class).execute(transaction -> hosts.joined(host))))
                .orElseThrow()
                .id();
    }

    /** What a poll would be answered with now. */
    public DesiredState desired(UUID host) {
        manager.getBean(Hosts.class).seen(host);
        return manager.getBean(Orders.class).of(host);
    }

    public void report(UUID host, HostReport report) {
        manager.getBean(Hosts.class).heard(host);
        manager.getBean(Reports.class).take(host, CompleteReport.require(report));
    }
}
