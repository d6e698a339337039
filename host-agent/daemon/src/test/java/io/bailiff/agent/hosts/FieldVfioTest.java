// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.agent.api.Refusal.Code;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hosts in the field with functions that are on vfio drivers, in guests, or of a former boot. */
class FieldVfioTest extends FieldHostTests {

    private static final String GPU = "0000:01:00.0";
    private static final String AUDIO = "0000:01:00.1";

    @Test
    void aPhysicalFunctionStaysWhileAGuestHasOneOfItsVirtualFunctions() {
        FieldHost host = host("physical-function-with-open-vf");
        String physical = "0000:01:00.0";
        String open = "0000:01:10.0";
        String idle = "0000:01:10.2";

        assertThat(host.lendable()).containsExactly(idle);
        assertThat(host.codes(physical)).containsExactly(Code.DEPENDENT_IN_USE);
        assertThat(host.dependents(physical)).containsExactly(open + "*", idle);
        assertThat(host.state(open)).isEqualTo("DETACHED");
        assertThat(host.use(open)).isEqualTo("IN_USE");
        assertThat(host.exitCode("plan", physical)).isEqualTo(REFUSED);
        assertThat(host.exitCode("detach", "--with-siblings", physical)).isEqualTo(REFUSED);
        assertThat(host.exitCode("detach", open)).isEqualTo(REFUSED);
        assertThat(host.unbound()).isEmpty();
        assertThat(host.exitCode("detach", idle)).isEqualTo(UNDONE);
        assertThat(host.unbound()).containsExactly("ixgbevf");
    }

    @Test
    void aLentGpuThatAnswersWithOnesStaysVisibleWithItsIdentityAndIsReattached() {
        FieldHost host = host("gpu-on-vfio");
        assertThat(host.exitCode("detach", "--with-siblings", GPU)).isZero();
        String fingerprint = host.fingerprint(GPU);

        host.become("gpu-that-answers-with-ones");

        assertThat(host.fingerprint(GPU)).isEqualTo(fingerprint);
        assertThat(host.members(AUDIO)).containsExactly(GPU, AUDIO);
        assertThat(host.state(GPU)).isEqualTo("DETACHED");
        assertThat(host.codes(GPU)).containsExactly(Code.NO_ANSWER);
        assertThat(host.codes(AUDIO)).containsExactly(Code.NO_ANSWER);
        assertThat(host.exitCode("inspect")).isZero();
        assertThat(host.exitCode("plan", GPU)).isEqualTo(REFUSED);
        assertThat(host.exitCode("recover")).isZero();
        assertThat(host.exitCode("reattach", GPU)).isZero();
    }

    @Test
    void aGpuThatAnswersWithOnesIsNotLent() {
        FieldHost host = host("gpu-that-answers-with-ones");

        assertThat(host.lendable()).isEmpty();
        assertThat(host.exitCode("detach", "--with-siblings", GPU)).isEqualTo(REFUSED);
        assertThat(host.unbound()).isEmpty();
    }

    @Test
    void virtualFunctionsThatTheDriverOfTheVendorOffersToGuestsStayOnThatDriver() {
        FieldHost host = host("vgpu-on-the-driver-of-the-vendor");
        String physical = "0000:41:00.0";
        String typed = "0000:41:00.4";
        String open = "0000:41:00.5";

        assertThat(host.lendable()).isEmpty();
        assertThat(host.codes(physical)).containsExactlyInAnyOrder(Code.VENDOR_VFIO, Code.DEPENDENT_IN_USE);
        assertThat(host.codes(typed)).containsExactly(Code.VENDOR_VFIO);
        assertThat(host.codes(open)).containsExactly(Code.VENDOR_VFIO);
        assertThat(host.use(open)).isEqualTo("IN_USE");
        assertThat(host.use(typed)).isEqualTo("FREE");
        for (String function : new String[] {physical, typed, open}) {
            assertThat(host.exitCode("detach", "--with-siblings", function)).isEqualTo(REFUSED);
        }
        assertThat(host.unbound()).isEmpty();
    }

    @Test
    void aSuperchipGetsItsVariantDriverAndTheHolderOfADeviceFileIsFound() {
        FieldHost host = host("superchips-with-variant-driver");
        String free = "0008:01:00.0";
        String open = "0001:01:00.0";

        assertThat(host.lendable()).containsExactly(free);
        assertThat(host.step(free, "PIN")).contains("nvgrace_gpu_vfio_pci");
        assertThat(host.state(open)).isEqualTo("DETACHED");
        assertThat(host.use(open)).isEqualTo("IN_USE");
        assertThat(host.exitCode("plan", open)).isEqualTo(REFUSED);
        assertThat(host.exitCode("detach", open)).isEqualTo(REFUSED);
        assertThat(host.unbound()).isEmpty();
        assertThat(host.exitCode("detach", free)).isEqualTo(UNDONE);
        assertThat(host.unbound()).containsExactly("nvidia");
    }

    @Test
    void doctorNamesTheSettingsThatKeepFunctionsOnVfio() {
        FieldHost host = host("already-on-vfio");

        assertThat(host.warnings("SETTINGS"))
                .hasSize(3)
                .anyMatch(finding -> finding.contains(GPU) && finding.contains("/proc/cmdline"))
                .anyMatch(finding -> finding.contains(AUDIO) && finding.contains("/proc/cmdline"))
                .anyMatch(finding ->
                        finding.contains("0000:02:00.0") && finding.contains("/etc/driverctl.d/0000:02:00.0"));
    }

    @Test
    void groupsThatTheHostKeepsOnVfioAreTakenOverAndReturnedAsTheyWere() {
        FieldHost host = host("already-on-vfio");
        String nic = "0000:02:00.0";

        assertThat(host.state(GPU)).isEqualTo("MIXED");
        assertThat(host.state(nic)).isEqualTo("DETACHED");
        assertThat(host.actions(GPU)).containsExactly("PIN", "VERIFY");
        assertThat(host.actions(nic)).containsExactly("VERIFY");
        assertThat(host.exitCode("detach", "--with-siblings", GPU)).isZero();
        assertThat(host.override(GPU)).isEqualTo("vfio-pci");
        assertThat(host.exitCode("detach", nic)).isZero();
        assertThat(host.exitCode("reattach", GPU)).isZero();
        assertThat(host.exitCode("reattach", nic)).isZero();
        assertThat(host.override(GPU)).as("an empty override is none").isEmpty();
        assertThat(host.override(nic)).isEqualTo("vfio-pci");
        assertThat(host.unbound()).isEmpty();
    }

    @Test
    void consentToAGroupIsVoidAfterANewCardHasMovedTheAddresses(@TempDir Path later) {
        String consent = host("before-a-new-card").fingerprint(GPU);
        FieldHost after = new FieldHost(later, state, "after-a-new-card");

        assertThat(after.exitCode("detach", "--consent", consent, GPU)).isEqualTo(REFUSED);
        assertThat(after.codes(GPU)).containsExactly(Code.MOUNTED_FILE_SYSTEM);
        assertThat(after.exitCode("detach", "--with-siblings", GPU)).isEqualTo(REFUSED);
        assertThat(after.lendable()).containsExactly("0000:02:00.0", "0000:02:00.1");
        assertThat(after.exitCode("detach", "--consent", consent, "0000:02:00.0"))
                .isEqualTo(REFUSED);
        assertThat(after.unbound()).isEmpty();
    }
}
