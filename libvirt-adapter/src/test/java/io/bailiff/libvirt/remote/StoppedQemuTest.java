// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.remote;

import static io.bailiff.libvirt.HypervisorFailures.assertFails;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.bailiff.libvirt.Hypervisor;
import io.bailiff.libvirt.HypervisorException;
import io.bailiff.libvirt.HypervisorException.Code;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A QEMU process that is stopped, as one that waits for its storage is. A class of its own, because libvirt waits for most of a minute
 * in all (30 s for its own lock of the guest, then for the end of the process), and other classes can go on beside it.
 */
@Tag("host")
class StoppedQemuTest {

    private final UUID uuid = UUID.randomUUID();
    private final Hypervisor host = EmbeddedQemu.ofThisProcess().host();

    @Test
    void callsToAStoppedQemuEndAtTheLimitAndOnlySigkillEndsTheProcess() throws Exception {
        try (EmbeddedQemu.Guests guests = EmbeddedQemu.ofThisProcess().guests()) {
            guests.start(uuid, "guest-" + uuid);
            QemuProcess.stop(uuid);

            assertFails(Code.BUSY, () -> host.shutdown(uuid));
            assertThat(host.guest(uuid).orElseThrow().active()).isTrue();
            assertFails(Code.BUSY, () -> host.destroy(uuid, true));
            assertThat(host.guest(uuid).orElseThrow().active()).isTrue();

            // WRONG_STATE, if libvirt has seen the end of the process before the call.
            assertThat(catchThrowable(() -> host.destroy(uuid, false)))
                    .satisfiesAnyOf(
                            failure -> assertThat(failure).isNull(),
                            failure -> assertThat(failure)
                                    .isInstanceOfSatisfying(
                                            HypervisorException.class,
                                            stated -> assertThat(stated.code()).isEqualTo(Code.WRONG_STATE)));
            assertThat(host.guest(uuid).orElseThrow().active()).isFalse();
        }
    }
}
