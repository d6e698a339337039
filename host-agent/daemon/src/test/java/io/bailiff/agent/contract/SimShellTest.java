// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.OpenInterceptor;
import io.bailiff.agent.pci.PciBus;
import io.bailiff.agent.sim.KernelFlavour;
import io.bailiff.agent.sim.ProcessSpec;
import io.bailiff.agent.sim.SimHost;
import io.bailiff.agent.sim.SimInterceptor;
import io.bailiff.agent.sim.SimShell;
import io.bailiff.agent.sim.SimStranger;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SimShellTest {

    private static final String PORT = "0000:02:01.0";
    private static final String UNBIND = "/sys/bus/pci/drivers/e1000/unbind";
    private static final String OVERRIDE = "/sys/bus/pci/devices/" + PORT + "/driver_override";

    private final SimHost host = SimHost.demo(KernelFlavour.REFUSES);
    private final SimInterceptor interceptor = host.interceptor(true);

    @AfterEach
    void letGo() {
        interceptor.close();
    }

    @Test
    void linesRunInTheirOrderAndEndWithTheLast() throws HostFileException {
        SimShell.Outcome outcome = run("""
                # off its driver, and on it again
                echo none > %1$s
                echo %2$s > %3$s

                echo "" > %1$s
                modprobe vfio-pci
                cat %1$s
                """.formatted(OVERRIDE, PORT, UNBIND));
        assertThat(outcome.error()).isEmpty();
        assertThat(outcome.lines()).hasSize(5);
        assertThat(outcome.lines().get(1).text()).isEqualTo("echo " + PORT + " > " + UNBIND);
        assertThat(host.files().read(OVERRIDE)).isEqualTo("(null)");
        assertThat(host.files().list("/sys/bus/pci/drivers")).contains("vfio-pci");
        assertThat(host.files().exists("/sys/bus/pci/devices/" + PORT + "/driver"))
                .isFalse();
        assertThat(host.files().exists("/proc/" + outcome.pid())).isFalse();
    }

    @Test
    void theFirstLineThatFailsIsTheLastAndSaysWhyInBashsWords() {
        String device = "/sys/bus/pci/devices/" + PORT;
        assertThat(error("echo 0000:ff:1f.7 > " + UNBIND)).isEqualTo("bash: echo: write error: No such device");
        assertThat(error("echo x > /sys/nothing")).isEqualTo("bash: /sys/nothing: No such file or directory");
        assertThat(error("echo x > " + device + "/vendor")).isEqualTo("bash: " + device + "/vendor: Permission denied");
        assertThat(error("echo x > " + device)).isEqualTo("bash: " + device + ": Is a directory");
        assertThat(error("cat " + UNBIND)).isEqualTo("cat: " + UNBIND + ": Permission denied");
        assertThat(error("modprobe nonsense"))
                .isEqualTo("modprobe: FATAL: Module nonsense not found in directory /lib/modules/6.1.0-56-amd64");
        assertThat(error("rmmod nonsense")).isEqualTo("rmmod: ERROR: Module nonsense is not currently loaded");
    }

    @Test
    void aScriptWithALineThatIsNotUnderstoodDoesNotBegin() throws HostFileException {
        for (String line : new String[] {
            "rm -rf /", "echo a >> b", "echo a > b; reboot", "modprobe -f e1000", "rmmod e1000 igb", ""
        }) {
            assertThatThrownBy(() -> run("echo none > " + OVERRIDE + "\n" + line + (line.isEmpty() ? "x" : "")))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> run("\n# nothing\n")).isInstanceOf(IllegalArgumentException.class);
        assertThat(host.files().read(OVERRIDE)).isEqualTo("(null)");
    }

    @Test
    void aShellThatIsKilledWhileItIsHeldIsGoneAtOnce() throws Exception {
        interceptor.hold(UNBIND);
        SimStranger stranger = SimStranger.run(host, "echo " + PORT + " > " + UNBIND);
        awaitOpening();
        stranger.kill();
        assertThat(stranger.failure()).isEqualTo("Killed");
        assertThat(host.processes().kill(stranger.pid())).isFalse();
    }

    /** Seen on 5.10 and 6.12: an interactive bash that is let through after Ctrl-C does not write. */
    @Test
    void aShellThatWasInterruptedWhileItWasHeldDoesNotWriteIfItIsLetThrough() throws Exception {
        interceptor.hold(UNBIND);
        SimStranger stranger = SimStranger.run(host, "echo " + PORT + " > " + UNBIND);
        OpenInterceptor.Opening opening = awaitOpening();
        stranger.interrupt();
        assertThat(stranger.ended()).isFalse();
        interceptor.allow(opening.ticket());
        assertThat(stranger.failure()).isEqualTo("Interrupted");
        assertThat(new PciBus(host.files()).driver(PciAddress.parse(PORT))).hasValue("e1000");
    }

    private OpenInterceptor.Opening awaitOpening() {
        return (OpenInterceptor.Opening)
                await().until(() -> interceptor.await(Duration.ofSeconds(1)), events -> !events.isEmpty())
                        .get(0);
    }

    private String error(String line) {
        SimShell.Outcome outcome = run(line + "\necho none > " + OVERRIDE);
        assertThat(outcome.lines()).hasSize(1);
        return outcome.error().orElseThrow();
    }

    private SimShell.Outcome run(String script) {
        return SimShell.start(host, ProcessSpec.command("/usr/bin/bash", "-e"), script)
                .run();
    }
}
