// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bailiff.libvirt.LibvirtAddress;
import io.bailiff.manager.certificate.HostKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A manager connects to a libvirt only at an address that an operator has set; the same on every database. */
abstract class DirectLibvirtContract {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String PATH = "/api/v1/hosts/victim/direct-libvirt";

    /** Each makes libvirt's client, or the simulation's, run a program, read a file or connect to a service. */
    private static final List<String> ATTACKS = List.of(
            "qemu+ssh://host/system?command=/bin/true",
            "qemu+ssh://host/system?Command=/bin/true",
            "qemu+ssh://host/system?COMMAND=/bin/true",
            "qemu+ssh://host/system?no_tty=1&cOmMaNd=/bin/true",
            "qemu+ssh://host/system?no_tty=1;Command=/bin/true",
            "qemu+ssh://host/system?%63ommand=/bin/true",
            "qemu+ssh://host/system?netcat=/bin/true",
            "qemu+ssh://host/system?keyfile=/etc/shadow",
            "qemu+libssh2://host/system?known_hosts=/etc/shadow",
            "qemu+tls://host/system?pkipath=/tmp&no_verify=1",
            "qemu+unix:///system?socket=/var/run/docker.sock",
            "qemu:///embed?root=/tmp/x",
            "test:///etc/shadow",
            "sim://127.0.0.1:9/host",
            "sim://10.0.0.1:80/host",
            "qemu+tcp://10.0.0.1:22/system",
            "qemu+tls://attacker.example.org/system");

    private final List<LibvirtAddress> opened = new CopyOnWriteArrayList<>();
    private final TestDatabase database;

    @TempDir
    private Path home;

    private RunningManager manager;

    @SuppressWarnings("NullAway.Init")
    DirectLibvirtContract(TestDatabase database) {
        this.database = database;
    }

    @BeforeEach
    void start() {
        TestHypervisor libvirt = TestHypervisor.of("victim");
        manager = new RunningManager(database, home)
                .connectingBy(address -> {
                    opened.add(address);
                    return libvirt;
                })
                .start();
        join("victim", false, null);
    }

    @AfterEach
    void stop() {
        manager.close();
    }

    @Test
    void noUriOfAnAgentIsEverOpened() {
        for (int i = 0; i < ATTACKS.size(); i++) {
            join("attacker-" + i, false, ATTACKS.get(i));
        }
        join("victim", true, "qemu+ssh://host/system?Command=/bin/true");

        // The manager opens connections in turn: after the victim's, an earlier one would be in the list.
        assertThat(set("tls", "libvirt.example.org", null).status()).isEqualTo(200);
        awaitConnectedTo("qemu+tls://libvirt.example.org/system");

        assertThat(opened).extracting(LibvirtAddress::uri).containsExactly("qemu+tls://libvirt.example.org/system");
        for (int i = 0; i < ATTACKS.size(); i++) {
            JsonNode libvirt = libvirt("attacker-" + i);
            assertThat(libvirt.get("route").asString()).isEqualTo("LINK");
            assertThat(libvirt.get("open").asBoolean()).isFalse();
        }
    }

    @Test
    void anAddressOutsideOfTheAllowedPartsIsRejectedWithTheField() {
        assertRefused("ssh", "host", 22, "transport");
        assertRefused("unix", "host", 0, "transport");
        assertRefused("TLS", "host", 1, "transport");
        assertRefused("tls", "root@host", 1, "server");
        assertRefused("tls", "host/system?Command=/bin/true", 1, "server");
        assertRefused("tls", "-oProxyCommand=true", 1, "server");
        assertRefused("tls", "host?no_verify=1", 1, "server");
        assertRefused("tcp", "10.0.0.1", 1, "server");
        assertRefused("tls", "host", 0, "port");
        assertRefused("tls", "host", -1, "port");
        assertRefused("tls", "host", 65536, "port");
        assertThat(manager.rest().get(PATH).problem()).isEqualTo("no-direct-libvirt");
    }

    private void assertRefused(String transport, String server, int port, String field) {
        Rest.Answer refused = set(transport, server, port);
        assertThat(refused.status()).as(refused.toString()).isEqualTo(400);
        assertThat(refused.body().get("field").asString()).isEqualTo(field);
    }

    @Test
    void aUriOrAParameterIsNoFieldOfARequest() {
        Map<String, Object> body = new HashMap<>(request("tls", "host", null));
        body.put("uri", "test:///etc/shadow");

        assertThat(manager.rest().put(PATH, body).status()).isEqualTo(400);
    }

    @Test
    void anAddressIsReplacedAndRemovedOnRecordAndTheConnectionFollows() {
        assertThat(set("tcp", "127.0.0.1", 16509).body().get("uri").asString())
                .isEqualTo("qemu+tcp://127.0.0.1:16509/system");
        awaitConnectedTo("qemu+tcp://127.0.0.1:16509/system");
        assertThat(set("tls", "[2001:db8::7]", null).status()).isEqualTo(200);
        awaitConnectedTo("qemu+tls://[2001:db8::7]/system");

        assertThat(manager.rest().delete(PATH + "?by=alice").status()).isEqualTo(204);

        await().atMost(PATIENCE)
                .until(() -> libvirt("victim").get("route").asString().equals("LINK"));
        assertThat(manager.rest().delete(PATH).problem()).isEqualTo("no-direct-libvirt");
        assertThat(kinds()).containsSubsequence("direct-libvirt-cleared", "direct-libvirt-set", "direct-libvirt-set");
    }

    @Test
    void anAddressOutlivesARestartOfTheManager() {
        set("tls", "libvirt.example.org", 16514);
        awaitConnectedTo("qemu+tls://libvirt.example.org:16514/system");
        manager.stop();
        opened.clear();

        manager.start();

        awaitConnectedTo("qemu+tls://libvirt.example.org:16514/system");
        assertThat(opened).hasSize(1);
        JsonNode view = manager.rest().get(PATH).body();
        assertThat(view.get("by").asString()).contains("alice");
        assertThat(view.get("reason").asString()).isEqualTo("no agent link there");
    }

    private void awaitConnectedTo(String uri) {
        await().atMost(PATIENCE).until(() -> {
            JsonNode libvirt = libvirt("victim");
            return libvirt.get("connected").asBoolean()
                    && libvirt.get("uri").asString().equals(uri);
        });
    }

    private JsonNode libvirt(String host) {
        return manager.rest().get("/api/v1/hosts/" + host).body().get("libvirt");
    }

    private List<String> kinds() {
        return manager.rest()
                .get("/api/v1/hosts/victim/record")
                .items()
                .valueStream()
                .map(entry -> entry.get("kind").asString())
                .toList();
    }

    private Rest.Answer set(String transport, String server, @Nullable Integer port) {
        return manager.rest().put(PATH, request(transport, server, port));
    }

    private static Map<String, Object> request(String transport, String server, @Nullable Integer port) {
        Map<String, Object> request = new HashMap<>(
                Map.of("transport", transport, "server", server, "by", "alice", "reason", "no agent link there"));
        if (port != null) {
            request.put("port", port);
        }
        return request;
    }

    /** Joins, also with a field that agents once had. */
    private void join(String host, boolean again, @Nullable String libvirtUri) {
        String token = JoinedHost.token(manager, Map.of("host", host, "rejoin", again));
        Map<String, Object> request = JoinedHost.request(host, token, HostKey.make());
        if (libvirtUri != null) {
            request.put("libvirtUri", libvirtUri);
        }
        assertThat(manager.agents(AgentTlsClient.stranger())
                        .post("/agent/v1/join", request)
                        .status())
                .isEqualTo(200);
    }
}
