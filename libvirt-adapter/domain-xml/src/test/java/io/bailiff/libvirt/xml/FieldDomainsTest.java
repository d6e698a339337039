// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.xml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Domain XML of the shapes that people have (fog/fog-libvirt#24, cirrax/puppet-libvirt#52,
 * QaidVoid/Complete-Single-GPU-Passthrough#33).
 */
class FieldDomainsTest {

    static Stream<Arguments> domains() {
        return Stream.of(
                Arguments.of("vf-pool-definition", List.of()),
                Arguments.of("vf-pool-live", List.of("0000:01:10.0 managed")),
                Arguments.of("qemu-command-line", List.of("0000:01:00.0", "0000:01:00.1")),
                Arguments.of("unassigned-rom-teaming-alias", List.of("0008:01:00.0 managed", "10000:e1:1f.7")),
                Arguments.of("nvme-disk-and-mirror", List.of("0000:04:00.0 managed", "0000:05:00.0")),
                Arguments.of("name-with-blanks-and-unicode", List.of()),
                Arguments.of("two-hostdevs-same-function", List.of("0000:01:00.0 managed", "0000:01:00.0 managed")),
                Arguments.of("without-domain-and-function", List.of("0000:01:00.0", "0000:3d:0a.4")),
                Arguments.of("iommufd-driver", List.of("0008:01:00.0")));
    }

    @ParameterizedTest
    @MethodSource("domains")
    void everyFunctionOfTheHostIsSeen(String name, List<String> functions) throws IOException {
        assertThat(DomainXmlReader.read(xml(name)).devices())
                .extracting(device -> device.address() + (device.managed() ? " managed" : ""))
                .containsExactlyElementsOf(functions);
    }

    @Test
    void aDefinitionNamesThePoolAndNoFunctionYet() throws IOException {
        assertThat(DomainXmlReader.read(xml("vf-pool-definition")).networks()).containsExactly("vf-pool");
    }

    @Test
    void aFunctionOnTheCommandLineOfQemuHasNoAlias() throws IOException {
        assertThat(DomainXmlReader.read(xml("qemu-command-line")).devices())
                .allMatch(device -> device.alias().isEmpty());
    }

    @Test
    void aHostDeviceWithoutAnAddressIsAnError() throws IOException {
        String half = xml("startup-policy-missing-address");

        assertThatIllegalArgumentException().isThrownBy(() -> DomainXmlReader.read(half));
    }

    private static String xml(String name) throws IOException {
        try (InputStream file =
                Objects.requireNonNull(FieldDomainsTest.class.getResourceAsStream("/domains/" + name + ".xml"))) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
