package io.bailiff.libvirt.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;

class LibvirtLibraryTest {

    @Test
    void aMissingLibraryIsNamedWithThePackageThatHasIt() {
        assertThatIllegalStateException()
                .isThrownBy(() -> LibvirtLibrary.load("virt-that-is-not-installed"))
                .withMessageContaining("libvirt0")
                .withMessageContaining("libvirt-that-is-not-installed.so.0");
    }

    @Test
    void theLibraryIsStartedOnce() {
        assertThat(LibvirtLibrary.ready()).isSameAs(LibvirtLibrary.ready());
    }
}
