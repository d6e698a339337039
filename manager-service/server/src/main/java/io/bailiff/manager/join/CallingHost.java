// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.join;

import io.bailiff.manager.problem.Problem;
import jakarta.servlet.http.HttpServletRequest;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.UUID;
import org.springframework.http.HttpStatus;

/** The host whose certificate was proved in the handshake of a request. */
public final class CallingHost {

    /** The path of the only request without a certificate. */
    public static final String JOIN = "/agent/v1/join";

    private static final String ATTRIBUTE = "io.bailiff.calling-host";
    private static final String CERTIFICATES = "jakarta.servlet.request.X509Certificate";

    private CallingHost() {}

    /** Stores the host in the request, before any endpoint handles the request. */
    public static void set(HttpServletRequest request, UUID host) {
        request.setAttribute(ATTRIBUTE, host);
    }

    /** Returns the host of a request; empty if the request came without a certificate. */
    public static Optional<UUID> of(HttpServletRequest request) {
        return Optional.ofNullable((UUID) request.getAttribute(ATTRIBUTE));
    }

    /**
     * Returns the certificate that was proved in the handshake of a request.
     *
     * @throws io.bailiff.manager.problem.ProblemException 401 if the request came without a certificate
     */
    public static X509Certificate certificate(HttpServletRequest request) {
        X509Certificate[] chain = (X509Certificate[]) request.getAttribute(CERTIFICATES);
        if (chain == null || chain.length == 0) {
            throw HostIdentity.missing().exception();
        }
        return chain[0];
    }

    /**
     * Returns the host in the path if the request came with the host's certificate.
     *
     * @throws io.bailiff.manager.problem.ProblemException 403 for the certificate of another host
     */
    public static UUID require(HttpServletRequest request, String hostId) {
        UUID caller = of(request).orElseThrow(() -> HostIdentity.missing().exception());
        if (!caller.toString().equals(hostId)) {
            throw Problem.of(
                            HttpStatus.FORBIDDEN,
                            "another-host",
                            "The certificate belongs to another host",
                            "The certificate of this connection belongs to another host than the path names",
                            "Use the hostId from the answer to the join.")
                    .exception();
        }
        return caller;
    }
}
