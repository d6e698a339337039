// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.group;

import static io.bailiff.agent.group.TestHost.PORT_0;
import static io.bailiff.agent.group.TestHost.PORT_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.agent.GoldenFiles;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.LinkSettings;
import io.bailiff.agent.sim.KernelFlavour;
import io.bailiff.agent.sim.SimTopology;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Each journal of schema 2 in {@code golden/schema-2} still brings the drivers and the configuration home. */
class GoldenConfigurationTest {

    private static final String NET = "/sys/class/net/enp2s1f0";

    @TempDir
    private Path state = Path.of("");

    private TestHost host = TestHost.with(state);

    @BeforeEach
    void theHostOfTheJournals() throws Exception {
        host = configured(state);
    }

    /** The host as it was when the journals were made. */
    static TestHost configured(Path state) throws HostFileException {
        TestHost host = TestHost.with(state, KernelFlavour.REFUSES, SimTopology.withNetworkConfiguration());
        host.sim.files().load("vfio-pci");
        host.write(NET + "/mtu", "9000");
        host.files.links().addVlan("enp2s1f0", "enp2s1f0.100", 100, LinkSettings.CUSTOMER_VLAN);
        host.write(NET + ".100/flags", "0x1003");
        host.write("/sys/bus/pci/devices/" + PORT_1 + "/sriov_numvfs", "2");
        return host;
    }

    @ParameterizedTest
    @ValueSource(strings = {"detaching", "detached", "leaving-vfio", "restoring"})
    void theJournalBringsDriversAndConfigurationHome(String name) throws Exception {
        Path golden = Path.of(Objects.requireNonNull(getClass().getResource("/golden/schema-2/" + name))
                .toURI());
        GoldenFiles.copy(golden.resolve("state"), state);
        Map<PciAddress, Binding> atFirst = host.bindings();
        Map<PciAddress, HostConfiguration> configuredAtFirst = configurations();
        bring(new JsonMapper().readTree(Files.readString(golden.resolve("host.json"))));

        host.groups.recovery().run(StepListener.none());
        host.groups.operations().reattach(host.nic(), "", true, StepListener.none());

        assertThat(host.bindings()).isEqualTo(atFirst);
        assertThat(configurations()).isEqualTo(configuredAtFirst);
        assertThat(host.groups.journals().groups()).isEmpty();
        host.close();
    }

    private void bring(JsonNode members) throws HostFileException {
        for (PciAddress port : List.of(PORT_0, PORT_1)) {
            JsonNode member = members.get(port.toString());
            String now = host.binding(port).driver();
            String driver = member.get("driver").asString(null);
            String override = member.get("override").asString(null);
            if (!Objects.equals(now, driver) || member.get("rebound").asBoolean()) {
                host.write("/sys/bus/pci/devices/" + port + "/driver_override", driver == null ? override : driver);
                host.write("/sys/bus/pci/drivers/" + now + "/unbind", port.toString());
                if (driver != null) {
                    host.write("/sys/bus/pci/drivers_probe", port.toString());
                }
            }
            host.write("/sys/bus/pci/devices/" + port + "/driver_override", override == null ? "\n" : override);
        }
    }

    private Map<PciAddress, HostConfiguration> configurations() throws HostFileException {
        Map<PciAddress, HostConfiguration> configurations = new TreeMap<>();
        for (PciAddress port : List.of(PORT_0, PORT_1)) {
            configurations.put(
                    port, new HostConfigurationReader(host.files).read(port).orElseThrow());
        }
        return configurations;
    }
}
