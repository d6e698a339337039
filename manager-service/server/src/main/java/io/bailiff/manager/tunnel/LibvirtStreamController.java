// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.tunnel;

import io.bailiff.manager.join.CallingHost;
import io.bailiff.manager.problem.Problem;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.UUID;
import org.eclipse.jetty.ee11.websocket.server.JettyWebSocketServerContainer;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** The endpoint for the streams to a host's libvirt: a WebSocket for each stream, opened by the host's agent. */
@RestController
class LibvirtStreamController {

    private final LibvirtTunnels tunnels;

    LibvirtStreamController(LibvirtTunnels tunnels) {
        this.tunnels = tunnels;
    }

    @GetMapping("/agent/v1/hosts/{id}/libvirt-stream")
    void open(@PathVariable String id, HttpServletRequest request, HttpServletResponse response) throws IOException {
        UUID host = CallingHost.require(request, id);
        if (!tunnels.isWanted(host)) {
            throw Problem.of(
                            HttpStatus.CONFLICT,
                            "libvirt-not-wanted",
                            "No stream is wanted",
                            "The manager does not need the libvirt of the host now",
                            "Open a stream when the desired state of the host says \"libvirtWanted\".")
                    .exception();
        }
        JettyWebSocketServerContainer container =
                JettyWebSocketServerContainer.getContainer(request.getServletContext());
        boolean isUpgraded = container.upgrade(
                (asked, answer) -> new WebSocketLink(link -> tunnels.offer(host, link)), request, response);
        if (!isUpgraded && !response.isCommitted()) {
            throw Problem.of(
                            HttpStatus.UPGRADE_REQUIRED,
                            "websocket-required",
                            "A WebSocket is required",
                            "The request is no WebSocket handshake",
                            "Send the headers of RFC 6455, section 4.1.")
                    .exception();
        }
    }
}
