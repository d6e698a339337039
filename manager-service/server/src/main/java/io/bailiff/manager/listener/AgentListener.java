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
 * The listener for agents: TLS 1.3 only, with certificates of hosts. HTTP/1.1 only, which also carries WebSockets. A request of this
 * listener has the attribute {@link #ATTRIBUTE}, whose value a client cannot set.
 */
@Component
public class AgentListener implements WebServerFactoryCustomizer<JettyServletWebServerFactory> {

    /** The attribute of a request of this listener. */
    static final String ATTRIBUTE = "io.bailiff.agent-listener";

    private static final String TLS_1_3 = "TLSv1.3";
    private static final int WAITING_CONNECTIONS = 1024;

    private final AgentTls tls;
    private final ListenerProperties properties;
    private final AtomicReference<@Nullable ServerConnector> connector = new AtomicReference<>();

    AgentListener(AgentTls tls, ListenerProperties properties) {
        this.tls = tls;
        this.properties = properties;
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
        ServerConnector made = new ServerConnector(
                server, new SslConnectionFactory(ssl(), "http/1.1"), new HttpConnectionFactory(http()));
        made.setName("agents");
        made.setHost(properties.address());
        made.setPort(properties.port());
        made.setAcceptQueueSize(WAITING_CONNECTIONS);
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

    private static HttpConfiguration http() {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        // The agent checks the name; the manager has one certificate for all names.
        http.addCustomizer(new SecureRequestCustomizer(false));
        http.addCustomizer((request, headers) -> {
            request.setAttribute(ATTRIBUTE, true);
            return request;
        });
        return http;
    }
}
