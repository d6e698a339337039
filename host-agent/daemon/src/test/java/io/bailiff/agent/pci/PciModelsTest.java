// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.pci;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.agent.host.LinuxFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PciModelsTest {

    private static final String LIST = """
            #
            #\tList of PCI ID's
            #
            1af4  Red Hat, Inc.
            \t1000  Virtio network device
            8086  Intel Corporation
            \t100e  82540EM Gigabit Ethernet Controller
            # a comment among the devices
            \t\t1014 0265  PRO/1000 MT Network Connection
            \t1010  82546EB Gigabit Ethernet Controller (Copper)
            80ee  InnoTek Systemberatung GmbH
            \tbeef  VirtualBox Graphics Adapter
            C 00  Unclassified device
            \t01  VGA compatible unclassified device
            """;

    @TempDir
    private Path root;

    private PciModels models;

    @BeforeEach
    void start() throws IOException {
        models = new PciModels(new LinuxFiles(root));
    }

    @Test
    void aModelIsNamedByVendorAndDevice() throws IOException {
        install("misc", LIST);

        assertThat(models.name("8086", "1010"))
                .contains("Intel Corporation 82546EB Gigabit Ethernet Controller (Copper)");
    }

    @Test
    void aDeviceOfAnotherVendorDoesNotNameTheModel() throws IOException {
        install("misc", LIST);

        assertThat(models.name("8086", "beef")).isEmpty();
        assertThat(models.name("8086", "1000")).isEmpty();
    }

    @Test
    void aSubsystemOrAClassDoesNotNameAModel() throws IOException {
        install("misc", LIST);

        assertThat(models.name("8086", "1014")).isEmpty();
        assertThat(models.name("80ee", "01")).isEmpty();
    }

    @Test
    void theListOfHwdataServesToo() throws IOException {
        install("hwdata", LIST);

        assertThat(models.name("1af4", "1000")).contains("Red Hat, Inc. Virtio network device");
    }

    @Test
    void aHostWithoutAListHasNoNamesUntilOneIsInstalled() throws IOException {
        assertThat(models.name("8086", "100e")).isEmpty();

        install("misc", LIST);

        assertThat(models.name("8086", "100e")).isPresent();
    }

    @Test
    void controlCharactersAndEndlessNamesDoNotReachPeople() throws IOException {
        install("misc", "8086  Intel\u001b[2J\n\t100e  " + "x".repeat(500) + "\n");

        assertThat(models.name("8086", "100e"))
                .hasValueSatisfying(name -> assertThat(name).hasSize(120).startsWith("Intel?[2J x"));
    }

    private void install(String directory, String list) throws IOException {
        Path file = root.resolve("usr/share/" + directory + "/pci.ids");
        Files.createDirectories(file.getParent());
        Files.writeString(file, list);
    }
}
