// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.agent;

import io.bailiff.manager.home.Home;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** The secret that an agent presents to enrol a host. */
@Component
class JoinToken {

    private static final Logger LOG = LoggerFactory.getLogger(JoinToken.class);
    private static final String FILE = "join-token";

    private final String token;

    JoinToken(AgentProperties properties, Home home, SecureRandom random) throws IOException {
        String configured = properties.joinToken();
        this.token = configured == null || configured.isBlank() ? kept(home, random) : configured.strip();
    }

    private static String kept(Home home, SecureRandom random) throws IOException {
        if (home.secret(FILE).isEmpty()) {
            home.keepSecret(FILE, Secrets.random(random));
        }
        LOG.info("using the stored join token path={}", home.folder().resolve(FILE));
        return home.secret(FILE).orElseThrow();
    }

    /** Returns true if the offered text is the token. The comparison takes as long for a wrong token as for the right token. */
    boolean matches(String offered) {
        return MessageDigest.isEqual(token.getBytes(StandardCharsets.UTF_8), offered.getBytes(StandardCharsets.UTF_8));
    }
}
