// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.listener;

import java.net.InetAddress;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.springframework.boot.actuate.autoconfigure.web.server.ConditionalOnManagementPort;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.boot.jetty.servlet.JettyServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Limits the listener for the health alone, which exists if {@code management.server.port} is set. Spring Boot makes a context of its own
 * for this listener, and finds this class by a file in {@code META-INF/spring}: as a component, this class would be in the other context.
 */
@ConditionalOnManagementPort(ManagementPortType.DIFFERENT)
@Order(Ordered.LOWEST_PRECEDENCE)
class HealthListener implements WebServerFactoryCustomizer<JettyServletWebServerFactory> {

    private final LimitedConnectors connectors;
    private final ListenerPlans plans;

    HealthListener(LimitedConnectors connectors, ListenerPlans plans) {
        this.connectors = connectors;
        this.plans = plans;
    }

    @Override
    public void customize(JettyServletWebServerFactory factory) {
        factory.addServerCustomizers(server -> {
            server.setConnectors(new Connector[] {connector(server, factory)});
            server.setHandler(connectors.limited(server.getHandler()));
        });
    }

    private ServerConnector connector(Server server, JettyServletWebServerFactory factory) {
        HttpConfiguration http = new HttpConfiguration();
        ServerConnector made = connectors.make(server, plans.health(), http, new HttpConnectionFactory(http));
        InetAddress address = factory.getAddress();
        if (address != null) {
            made.setHost(address.getHostAddress());
        }
        made.setPort(Math.max(factory.getPort(), 0));
        return made;
    }
}
