// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.listener;

import io.bailiff.manager.join.AddressBlock;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;

/**
 * The client of a connection.
 *
 * @param name the name in the certificate of a host, or the block of the client's address
 * @param host true if a certificate has proved the name
 */
record Caller(String name, boolean host) {

    /** Returns the caller of a connection before the first request. */
    static Caller stranger(EndPoint endPoint) {
        return endPoint.getRemoteSocketAddress() instanceof InetSocketAddress remote && remote.getAddress() != null
                ? new Caller(AddressBlock.of(remote.getAddress().getHostAddress()), false)
                : new Caller("", false);
    }

    /** Returns the caller of a request. The handshake has proved the certificate. */
    static Caller of(Request request) {
        Object tls = request.getAttribute(EndPoint.SslSessionData.ATTRIBUTE);
        X509Certificate[] chain = tls instanceof EndPoint.SslSessionData session ? session.peerCertificates() : null;
        return chain == null || chain.length == 0
                ? stranger(request.getConnectionMetaData().getConnection().getEndPoint())
                : new Caller(chain[0].getSubjectX500Principal().getName(), true);
    }
}
