// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

import io.bailiff.manager.certificate.HostKey;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.Map;

/** A host that has joined: its id, its key and its certificate. */
record JoinedHost(RunningManager manager, String id, HostKey key, X509Certificate certificate) {

    /** Makes a token for the host, and joins with it. */
    static JoinedHost join(RunningManager manager, String host) {
        HostKey key = HostKey.make();
        return of(manager, key, ask(manager, host, token(manager, Map.of("host", host)), key));
    }

    /** The secret part of a new token. */
    static String token(RunningManager manager, Map<String, Object> scope) {
        Rest.Answer answer = manager.rest().post("/api/v1/join-tokens", scope);
        if (answer.status() != 201) {
            throw new IllegalStateException("No token: " + answer);
        }
        return secret(answer.body().get("token").asString());
    }

    static String secret(String token) {
        return token.substring(token.indexOf('.') + 1);
    }

    /** What the manager answers to a request to join. */
    static Rest.Answer ask(RunningManager manager, String host, String secret, HostKey key) {
        return manager.agents(AgentTlsClient.stranger()).post("/agent/v1/join", request(host, secret, key));
    }

    static Map<String, Object> request(String host, String secret, HostKey key) {
        return new HashMap<>(Map.of("host", host, "token", secret, "certificateRequest", key.request()));
    }

    static JoinedHost of(RunningManager manager, HostKey key, Rest.Answer grant) {
        if (grant.status() != 200) {
            throw new IllegalStateException("Not granted: " + grant);
        }
        return new JoinedHost(
                manager,
                grant.body().get("hostId").asString(),
                key,
                certificate(grant.body().get("certificate").asString()));
    }

    static X509Certificate certificate(String pem) {
        try {
            return (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
        } catch (CertificateException e) {
            throw new AssertionError(e);
        }
    }

    String serial() {
        return certificate.getSerialNumber().toString(16);
    }

    /** The agents' listener with the host's certificate. */
    Rest rest() {
        return manager.agents(AgentTlsClient.with(key.pair().getPrivate(), certificate));
    }

    /** A poll that is answered at once. */
    Rest.Answer poll() {
        return rest().get("/agent/v1/hosts/" + id + "/desired?after=-1&waitMillis=1");
    }

    Rest.Answer renew(HostKey next) {
        return rest().post("/agent/v1/hosts/" + id + "/certificates", Map.of("certificateRequest", next.request()));
    }
}
