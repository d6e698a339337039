// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("host")
@Tag("jdk")
class LibvirtLibraryTest {

    @Test
    void theMessageAboutAMissingLibraryNamesThePackage() {
        assertThatIllegalStateException()
                .isThrownBy(() -> LibvirtLibrary.load("virt-that-is-not-installed"))
                .withMessageContaining("libvirt0")
                .withMessageContaining("libvirt-that-is-not-installed.so.0");
    }

    @Test
    void libvirtPrintsNoErrors() throws Exception {
        Process program = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        FailingProgram.class.getName())
                .redirectErrorStream(true)
                .start();
        String printed = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(program.waitFor()).isZero();
        assertThat(printed).contains("Domain not found\n").doesNotContain("error :");
    }

    @Test
    void theLibraryIsStartedOnce() {
        assertThat(LibvirtLibrary.ready()).isSameAs(LibvirtLibrary.ready());
    }
}
