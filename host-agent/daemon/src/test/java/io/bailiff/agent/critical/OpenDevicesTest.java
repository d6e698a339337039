// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.critical;

import static io.bailiff.agent.api.Refusal.Code.DEVICE_OPEN;
import static io.bailiff.agent.api.Refusal.Code.UNKNOWN;
import static io.bailiff.agent.critical.FakeHost.DISK;
import static io.bailiff.agent.critical.FakeHost.NIC;
import static io.bailiff.agent.critical.FakeHost.OTHER_NIC;
import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.api.Refusal;
import io.bailiff.agent.host.DeviceNumber;
import io.bailiff.agent.host.ForwardingHostFiles;
import io.bailiff.agent.host.HostError;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.pci.IommuGroup;
import io.bailiff.agent.pci.PciBus;
import io.bailiff.agent.process.DeviceNodes;
import io.bailiff.agent.process.OpenFile;
import io.bailiff.agent.process.OpenFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenDevicesTest {

    private static final String GPU = "0000:07:00.0";
    private static final String OTHER_GPU = "0000:08:00.0";
    private static final String USB = "0000:09:00.0";

    @TempDir
    private Path root;

    private FakeHost host;
    private FakeProcesses processes;

    @BeforeEach
    void setUp() {
        host = new FakeHost(root);
        host.endpointBehindPort("0000:00:1d.0", GPU, "10de:1b80", "030000", 7);
        host.endpointBehindPort("0000:00:1d.1", OTHER_GPU, "10de:1b80", "030000", 8);
        host.endpointBehindPort("0000:00:1d.2", USB, "1b21:2142", "0c0330", 9);
        processes = new FakeProcesses(host.tree());
    }

    @ParameterizedTest
    @CsvSource({
        "drm,              drm/card1,                                      /dev/dri/card1",
        "drm,              drm/renderD129,                                 /dev/dri/renderD129",
        "accel,            accel/accel0,                                   /dev/accel/accel0",
        "sound,            sound/card1/pcmC1D0p,                           /dev/snd/pcmC1D0p",
        "tty,              tty/ttyS4,                                      /dev/ttyS4",
        "tty,              usb3/3-1/3-1:1.0/ttyUSB0/tty/ttyUSB0,           /dev/ttyUSB0",
        "input,            usb3/3-1/3-1:1.0/input/input9/event9,           /dev/input/event9",
        "hidraw,           usb3/3-1/3-1:1.0/hidraw/hidraw2,                /dev/hidraw2",
        "video4linux,      usb3/3-1/3-1:1.0/video4linux/video0,            /dev/video0",
        "watchdog,         iTCO_wdt/watchdog/watchdog0,                    /dev/watchdog0",
        "ipmi,             ipmi-si/ipmi/ipmi0,                             /dev/ipmi0",
        "tpm,              tpm/tpm0,                                       /dev/tpm0",
        "mei,              mei/mei0,                                       /dev/mei0",
        "infiniband_verbs, infiniband_verbs/uverbs0,                       /dev/infiniband/uverbs0",
        "ptp,              ptp/ptp1,                                       /dev/ptp1",
        "uio,              uio/uio0,                                       /dev/uio0",
        "i2c-dev,          i2c-3/i2c-dev/i2c-3,                            /dev/i2c-3",
    })
    void aFunctionWithAnOpenDeviceFileIsRefused(String inClass, String below, String node) {
        processes.device(inClass, host.pci().directory(USB) + "/" + below);
        processes.service(700, "daemon", "daemon", node);

        assertThat(host.codes(USB)).containsExactly(DEVICE_OPEN);
        assertThat(host.codes("0000:00:1d.2")).containsExactly(DEVICE_OPEN);
        assertThat(host.refusals(GPU)).isEmpty();
    }

    @Test
    void aDeviceFileThatNoProcessHasOpenIsNoUse() {
        processes.device("drm", host.pci().directory(GPU) + "/drm/card1");
        processes.service(700, "daemon", "daemon", "/var/log/card1", "socket:[12]");

        assertThat(host.refusals(GPU)).isEmpty();
    }

    @Test
    void theReasonNamesFilesAndProcesses() {
        String directory = host.pci().directory(GPU);
        processes.device("drm", directory + "/drm/card1");
        processes.device("drm", directory + "/drm/renderD129");
        processes.service(700, "weird\u001b[2J", "render", "/dev/dri/card1", "/dev/dri/renderD129");
        for (int pid = 701; pid < 705; pid++) {
            processes.service(pid, "render", "render", "/dev/dri/renderD129");
        }

        assertThat(host.reasons(GPU))
                .containsExactly(GPU + " provides card1, renderD129, open in weird\\u001b[2J (process 700),"
                        + " render (process 701), render (process 702) and 2 more");
        assertThat(host.refusals(GPU))
                .singleElement()
                .satisfies(refusal -> assertThat(refusal.evidence()).startsWith("/proc/700/fd/"));
    }

    @Test
    void aUsbDeviceInAProgramOfTheHostKeepsTheController() {
        String device = host.pci().directory(USB) + "/usb3/3-4";
        host.tree()
                .file(device + "/busnum", "3\n")
                .file(device + "/devnum", "12\n")
                .directory(device + "/3-4:1.0")
                .link("/sys/bus/usb/devices/3-4", device)
                .link("/sys/bus/usb/devices/3-4:1.0", device + "/3-4:1.0");
        processes.service(700, "usbhid-ups", "nut-driver@ups", "/dev/bus/usb/003/012");

        assertThat(host.codes(USB)).containsExactly(DEVICE_OPEN);
    }

    @Test
    void aDriverInUserSpaceThatMapsTheFunctionKeepsTheFunction() {
        processes.service(700, "dpdk-app", "dpdk", host.pci().directory(OTHER_NIC) + "/resource0");

        assertThat(host.codes(OTHER_NIC)).containsExactly(DEVICE_OPEN);
        assertThat(host.refusals(NIC)).isEmpty();
    }

    @Test
    void filesOfDisksAndOfVfioBelongToOtherChecks() throws HostFileException {
        String disk = host.pci().directory(DISK);
        processes.device("nvme", disk + "/nvme/nvme0");
        processes.device("nvme-generic", disk + "/nvme/nvme0/ng0n1");
        processes.device("vfio-dev", host.pci().directory(GPU) + "/vfio-dev/vfio0");
        String usbDisk = host.pci().directory(USB) + "/usb3/3-1/3-1:1.0/host6/target6:0:0/6:0:0:0";
        processes.device("scsi_generic", usbDisk + "/scsi_generic/sg1");
        processes.service(700, "x", "x", "/dev/nvme0", "/dev/ng0n1", "/dev/sg1", "/dev/vfio/devices/vfio0");

        assertThat(openNodes()).isEmpty();
    }

    @Test
    void anNvidiaGpuIsFoundByTheMinorNumberOfItsDeviceFile() {
        nvidia(GPU, 1);
        nvidia(OTHER_GPU, 0);
        processes.service(700, "python3", "training", "/dev/nvidiactl", "/dev/nvidia-uvm", "/dev/nvidia0");

        assertThat(host.codes(OTHER_GPU)).containsExactly(DEVICE_OPEN);
        assertThat(host.refusals(GPU)).isEmpty();
    }

    @Test
    void nvidiasControlFilesAreAboutNoGpu() {
        nvidia(GPU, 0);
        processes.service(700, "monitor", "monitor", "/dev/nvidiactl", "/dev/nvidia-uvm", "/dev/nvidia-modeset");

        assertThat(host.refusals(GPU)).isEmpty();
    }

    @Test
    void anNvidiaDeviceFileOfAnUnknownGpuConcernsEveryFunctionOnTheDriver() {
        nvidia(GPU, 0);
        host.pci().driver(OTHER_GPU, "nvidia");
        processes.service(700, "nvidia-persiste", "nvidia-persistenced", "/dev/nvidia4");

        assertThat(host.codes(GPU)).containsExactly(DEVICE_OPEN);
        assertThat(host.codes(OTHER_GPU)).containsExactly(DEVICE_OPEN);
    }

    @Test
    void anOpenNvSwitchConcernsEveryFunctionOnItsDriver() {
        host.pci().driver(USB, "nvidia-nvswitch");
        processes.service(700, "nv-fabricmanage", "nvidia-fabricmanager", "/dev/nvidia-nvswitch0");

        assertThat(host.codes(USB)).containsExactly(DEVICE_OPEN);
        assertThat(host.refusals(GPU)).isEmpty();
    }

    @Test
    void aComputationOnAmdGpusHasTheGpusOfItsRenderNodesAndOtherwiseAnyGpu() {
        host.pci().driver(GPU, "amdgpu").driver(OTHER_GPU, "amdgpu");
        processes.device("drm", host.pci().directory(GPU) + "/drm/renderD128");
        processes.device("kfd", "/sys/devices/virtual/kfd/kfd");
        processes.service(700, "python3", "training", "/dev/kfd", "/dev/dri/renderD128");
        assertThat(host.codes(GPU)).containsExactly(DEVICE_OPEN);
        assertThat(host.refusals(OTHER_GPU)).isEmpty();

        processes.service(701, "python3", "training", "/dev/kfd");
        assertThat(host.codes(OTHER_GPU)).containsExactly(DEVICE_OPEN);
        assertThat(host.refusals(USB)).isEmpty();
    }

    @Test
    void anNvidiaGpuIsKnownByTheNumberOfTheDeviceFileUnderAnyName() throws HostFileException {
        nvidia(GPU, 1);
        nvidia(OTHER_GPU, 0);
        NvidiaNodes nodes = nvidiaNodes(new DeviceNumber(DeviceNumber.Type.CHARACTER, 195, 1));
        OpenFile file = new OpenFile(700, "/proc/700/fd/5", "/gpu/first");

        assertThat(nodes.ways(file)).singleElement().asString().contains(GPU);
        assertThat(nvidiaNodes(new DeviceNumber(DeviceNumber.Type.CHARACTER, 195, 255))
                        .ways(file))
                .isEmpty();
        assertThat(nvidiaNodes(new DeviceNumber(DeviceNumber.Type.CHARACTER, 226, 1))
                        .ways(file))
                .isEmpty();
    }

    private NvidiaNodes nvidiaNodes(DeviceNumber number) {
        HostFiles files = new ForwardingHostFiles(host.tree().files()) {
            @Override
            public Optional<DeviceNumber> deviceNumber(String path) {
                return Optional.of(number);
            }
        };
        return new NvidiaNodes(files, new DeviceNodes(files), new DriverFunctions(files));
    }

    @Test
    void anUnreadableProcessMakesFunctionsWithDeviceFilesUnknownAndNoOthers() throws HostFileException {
        String card = processes.device("drm", host.pci().directory(GPU) + "/drm/card0");
        host.tree().link("/sys/dev/char/226:0", card);
        processes.service(700, "daemon", "daemon", "pipe:[5]");
        HostFiles files = new ForwardingHostFiles(host.tree().files()) {
            @Override
            public List<String> list(String directory) throws HostFileException {
                if (directory.equals("/proc/700/fd")) {
                    throw new HostFileException(HostError.DENIED, directory, "Permission denied (EACCES)");
                }
                return super.list(directory);
            }
        };
        CriticalFunctions critical = CriticalFunctions.read(files, List.of());

        assertThat(FakeHost.texts(critical)).isNotEmpty().allMatch(unknown -> unknown.contains("/proc/700"));
        assertThat(critical.refusals(group(GPU))).extracting(Refusal::code).containsExactly(UNKNOWN);
        assertThat(critical.refusals(group(OTHER_GPU))).isEmpty();
    }

    private IommuGroup group(String address) throws HostFileException {
        return new PciBus(host.tree().files())
                .groupOf(PciAddress.parse(address))
                .orElseThrow();
    }

    private void nvidia(String address, int minor) {
        host.pci().driver(address, "nvidia");
        host.tree()
                .file(
                        "/proc/driver/nvidia/gpus/" + address + "/information",
                        "Model: \t\t NVIDIA A2\nBus Location: \t " + address + "\nDevice Minor: \t " + minor + "\n");
    }

    /** Returns the open device files, whoever has the files open. */
    private List<OpenNode> openNodes() throws HostFileException {
        OpenNodes nodes =
                new OpenNodes(host.tree().files(), new DeviceNodes(host.tree().files()));
        for (OpenFile file : OpenFiles.read(host.tree().files()).files()) {
            nodes.add(file);
        }
        return nodes.found();
    }
}
