// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.listener;

import io.bailiff.manager.certificate.AgentTls;
import io.bailiff.manager.certificate.ListenerProperties;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.jetty.servlet.JettyServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.stereotype.Component;

/**
 * The listener for agents: TLS 1.3 only, with certificates of hosts. HTTP/1.1 only, which also carries WebSockets.
 */
@Component
public class AgentListener implements WebServerFactoryCustomizer<JettyServletWebServerFactory> {

    private static final String TLS_1_3 = "TLSv1.3";

    private final AgentTls tls;
    private final ListenerProperties properties;
    private final LimitedConnectors connectors;
    private final ListenerPlans plans;
    private final AtomicReference<@Nullable ServerConnector> connector = new AtomicReference<>();

    AgentListener(AgentTls tls, ListenerProperties properties, LimitedConnectors connectors, ListenerPlans plans) {
        this.tls = tls;
        this.properties = properties;
        this.connectors = connectors;
        this.plans = plans;
    }

    @Override
    public void customize(JettyServletWebServerFactory factory) {
        factory.addServerCustomizers(server -> {
            ServerConnector made = connector(server);
            server.addConnector(made);
            connector.set(made);
        });
    }

    /** Returns the port of the running listener, also if the settings let the system choose a port. */
    public int port() {
        ServerConnector running = connector.get();
        if (running == null) {
            throw new IllegalStateException("The agents' listener has not been made");
        }
        return running.getLocalPort();
    }

    private ServerConnector connector(Server server) {
        HttpConfiguration http = new HttpConfiguration();
        // The agent checks the name; the manager has one certificate for all names.
        http.addCustomizer(new SecureRequestCustomizer(false));
        ServerConnector made = connectors.make(
                server,
                plans.agents(),
                http,
                new SslConnectionFactory(ssl(), "http/1.1"),
                new HttpConnectionFactory(http));
        made.setHost(properties.address());
        made.setPort(properties.port());
        return made;
    }

    /** The handshake asks for a certificate and refuses one of another authority. No certificate: only the join is possible. */
    private SslContextFactory.Server ssl() {
        SslContextFactory.Server ssl = new SslContextFactory.Server();
        ssl.setSslContext(tls.context());
        ssl.setIncludeProtocols(TLS_1_3);
        ssl.setWantClientAuth(true);
        return ssl;
    }
}
