// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.listener;

import java.net.InetAddress;
import org.springframework.boot.jetty.servlet.JettyServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Keeps the listener for operators on the loopback interface. The manager has no sign-in yet: on another address, everybody who reaches the
 * port could destroy guests.
 */
@Component
@Order(Ordered.LOWEST_PRECEDENCE)
class OperatorListener implements WebServerFactoryCustomizer<JettyServletWebServerFactory> {

    @Override
    public void customize(JettyServletWebServerFactory factory) {
        InetAddress address = factory.getAddress();
        if (address == null || !address.isLoopbackAddress()) {
            throw new ListenerRefusedException(address == null ? "every address" : address.getHostAddress());
        }
    }
}
