// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.listener;

import java.net.InetAddress;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.jetty.servlet.JettyServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Keeps the listener for operators on the loopback interface. The manager has no sign-in yet: on another address, everybody who reaches the
 * port could destroy guests. Replaces Spring Boot's connector by a limited one.
 */
@Component
@Order(Ordered.LOWEST_PRECEDENCE)
class OperatorListener implements WebServerFactoryCustomizer<JettyServletWebServerFactory> {

    private final LimitedConnectors connectors;
    private final ListenerPlans plans;

    OperatorListener(LimitedConnectors connectors, ListenerPlans plans) {
        this.connectors = connectors;
        this.plans = plans;
    }

    @Override
    public void customize(JettyServletWebServerFactory factory) {
        InetAddress address = requireLoopback(factory.getAddress());
        factory.addServerCustomizers(server -> {
            Connector[] all = server.getConnectors();
            all[0] = connector(server, address.getHostAddress(), Math.max(factory.getPort(), 0));
            server.setConnectors(all);
            server.setHandler(connectors.limited(server.getHandler()));
        });
    }

    /** Returns the address, or throws {@link ListenerRefusedException} for another address than a loopback address. */
    static InetAddress requireLoopback(@Nullable InetAddress address) {
        if (address == null || !address.isLoopbackAddress()) {
            throw new ListenerRefusedException(address == null ? "every address" : address.getHostAddress());
        }
        return address;
    }

    private ServerConnector connector(Server server, String address, int port) {
        HttpConfiguration http = new HttpConfiguration();
        ServerConnector made = connectors.make(server, plans.operators(), http, new HttpConnectionFactory(http));
        made.setHost(address);
        made.setPort(port);
        return made;
    }
}
