// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.host.ForwardingHostFiles;
import io.bailiff.agent.host.HostError;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.pci.PciBus;
import io.bailiff.agent.pci.PciTree;
import io.bailiff.agent.state.DiskFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The writes that release the dependents of a function, in a tree whose writes are only recorded. */
class DependentReleaseTest {

    private static final KernelTimeouts TIMEOUTS = new KernelTimeouts(Duration.ofSeconds(1), 1, Duration.ofMillis(1));
    private static final PciAddress DISPLAY = PciAddress.parse("0000:c3:00.0");
    private static final String FRAMEBUFFER_UNBIND = "/sys/bus/platform/drivers/simple-framebuffer/unbind";
    private static final String COUNT = "/sys/bus/pci/devices/" + DISPLAY + "/sriov_numvfs";

    @TempDir
    private Path root;

    @TempDir
    private Path state;

    private PciTree pci;
    private RecordedWrites files;

    @BeforeEach
    void aDisplayWithAFramebufferAndAVirtualFunction() {
        pci = new PciTree(root)
                .endpoint("pci0000:00", DISPLAY.toString(), "8086:56c0", "030000")
                .endpoint("pci0000:00", "0000:c3:00.1", "8086:56c0", "030000")
                .driver(DISPLAY.toString(), "xe")
                .group(21, DISPLAY.toString());
        String framebuffer = pci.directory(DISPLAY.toString()) + "/simple-framebuffer.0";
        pci.tree()
                .link(pci.directory(DISPLAY.toString()) + "/virtfn0", "../0000:c3:00.1")
                .link(framebuffer + "/driver", "/sys/bus/platform/drivers/simple-framebuffer")
                .link("/sys/bus/platform/devices/simple-framebuffer.0", framebuffer)
                .directory("/proc/1");
        files = new RecordedWrites(pci);
    }

    @Test
    void theDependentsAreReleasedBeforeTheFirstWriteToTheFunction() {
        detach();

        assertThat(files.writes)
                .startsWith(
                        COUNT + " 0",
                        FRAMEBUFFER_UNBIND + " simple-framebuffer.0",
                        "/sys/bus/pci/devices/" + DISPLAY + "/driver_override vfio-pci");
    }

    @Test
    void theFunctionIsUntouchedIfADependentCannotBeReleased() {
        files.failure = HostError.TIMED_OUT;

        assertThat(detach()).isInstanceOf(MoveOutcome.Undone.class);
        assertThat(files.writes).containsExactly(COUNT + " 0");
    }

    @Test
    void aDependentThatIsGoneAlreadyIsReleased() {
        files.failure = HostError.NO_ENTRY;
        assertThat(release()).isEmpty();

        files.failure = HostError.NO_DEVICE;
        assertThat(release()).isEmpty();
    }

    @Test
    void virtualFunctionsOfAFunctionWithoutAHostDriverAreNotRemoved() {
        pci.driver(DISPLAY.toString(), "vfio-pci");
        assertThat(release()).isEmpty();

        pci.tree().remove("/sys/bus/pci/devices/" + DISPLAY + "/driver");
        assertThat(release()).isEmpty();
        assertThat(files.writes).containsOnly(FRAMEBUFFER_UNBIND + " simple-framebuffer.0");
    }

    private Optional<MoveFailure> release() {
        return mover().releaseDependents(DISPLAY, StepListener.none());
    }

    private MoveOutcome detach() {
        try {
            Journal.Member member = new Journal.Member(DISPLAY, "xe", null, "vfio-pci");
            Journal journal = new Journal(
                    Journal.SCHEMA,
                    new PciBus(files).groupOf(DISPLAY).orElseThrow().fingerprint(),
                    "boot-1",
                    Journal.Phase.DETACHING,
                    "command line",
                    "operation-1",
                    List.of(),
                    List.of(member));
            return new GroupMover(
                            mover(),
                            new ConfigurationRestorer(files, TIMEOUTS),
                            new JournalStore(state, new DiskFiles()),
                            Runnable::run)
                    .detach(journal, StepListener.none());
        } catch (HostFileException failure) {
            throw new AssertionError(failure);
        }
    }

    private FunctionMover mover() {
        return new FunctionMover(files, TIMEOUTS);
    }

    /** Records writes and changes nothing. Writes in a separate process may fail. */
    private static final class RecordedWrites extends ForwardingHostFiles {

        private final List<String> writes = new ArrayList<>();
        private @Nullable HostError failure;

        RecordedWrites(PciTree pci) {
            super(pci.files());
        }

        @Override
        public void write(String path, String value) {
            writes.add(path + " " + value);
        }

        @Override
        public void writeDetached(String path, String value, Duration timeout) throws HostFileException {
            writes.add(path + " " + value);
            if (failure != null) {
                throw new HostFileException(failure, path, "refused by the test");
            }
        }
    }
}
