// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.listener;

import org.eclipse.jetty.ee11.webapp.AbstractConfiguration;
import org.eclipse.jetty.ee11.webapp.WebAppContext;
import org.eclipse.jetty.ee11.websocket.server.JettyWebSocketServerContainer;
import org.eclipse.jetty.websocket.core.server.WebSocketServerComponents;
import org.springframework.boot.jetty.servlet.JettyServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.stereotype.Component;

/**
 * Lets a controller turn a request into a WebSocket of Jetty. Spring Boot prepares Jetty for WebSockets only together with those of Jakarta,
 * which nothing here uses.
 */
@Component
class WebSockets implements WebServerFactoryCustomizer<JettyServletWebServerFactory> {

    @Override
    public void customize(JettyServletWebServerFactory factory) {
        factory.addConfigurations(new ForContext());
    }

    private static final class ForContext extends AbstractConfiguration {

        ForContext() {
            super(new AbstractConfiguration.Builder());
        }

        @Override
        public void configure(WebAppContext context) {
            WebSocketServerComponents.ensureWebSocketComponents(
                    context.getServer(), context.getContext().getContextHandler());
            JettyWebSocketServerContainer.ensureContainer(context.getServletContext());
        }
    }
}
