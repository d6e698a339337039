// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.dependents;

import io.bailiff.agent.api.Dependent.Kind;
import io.bailiff.agent.api.FunctionKind;
import io.bailiff.agent.api.FunctionReport;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.pci.PciBus;
import io.bailiff.agent.pci.SysfsNames;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the devices that depend on a function. The mediated devices and the framebuffers of the host are read once, at the first
 * question. A later view of the host needs a new reader.
 *
 * <p>No device depends on a bridge in this sense: a bridge keeps the driver during a detach, or moves from shpchp to pci-stub, and
 * neither removes the functions below the bridge.
 *
 * <p>Devices on the auxiliary bus are parts of the function's own driver and no dependents.
 */
public final class DependentReader {

    private final HostFiles files;
    private final VirtualFunctions virtualFunctions;
    private final FunctionsBehind behind;
    private @Nullable List<MediatedDevice> mediatedDevices;
    private @Nullable Framebuffers framebuffers;

    public DependentReader(HostFiles files) {
        this.files = files;
        this.virtualFunctions = new VirtualFunctions(files);
        this.behind = new FunctionsBehind(files);
    }

    /**
     * Returns the devices that depend on the function, in the order of the kinds and names.
     *
     * @throws HostFileException if a part of sysfs cannot be read, so that a dependent may be missing
     */
    public List<DependentDevice> of(FunctionReport function) throws HostFileException {
        if (function.kind() == FunctionKind.BRIDGE) {
            return List.of();
        }
        Map<PciAddress, DependentDevice> functions = functions(function);
        List<DependentDevice> found = new ArrayList<>(functions.values());
        for (MediatedDevice device : mediatedDevices()) {
            if (device.isOf(function.address()) || functions.keySet().stream().anyMatch(device::isOf)) {
                found.add(device.on(function.address()));
            }
        }
        for (Framebuffer framebuffer : framebuffers().on(function.address())) {
            found.add(framebuffer.dependent(function.address()));
        }
        return found;
    }

    private Map<PciAddress, DependentDevice> functions(FunctionReport function) throws HostFileException {
        Map<PciAddress, DependentDevice> found = new LinkedHashMap<>();
        for (PciAddress virtual : virtualFunctions.of(function.address())) {
            found.put(virtual, device(function.address(), Kind.VIRTUAL_FUNCTION, virtual));
        }
        for (PciAddress other : behind.of(function)) {
            found.putIfAbsent(other, device(function.address(), Kind.BEHIND_CONTROLLER, other));
        }
        return found;
    }

    private DependentDevice device(PciAddress function, Kind kind, PciAddress dependent) throws HostFileException {
        String path = PciBus.DEVICES + dependent;
        return new DependentDevice(function, kind, dependent.toString(), path, SysfsNames.driver(files, path));
    }

    private List<MediatedDevice> mediatedDevices() throws HostFileException {
        List<MediatedDevice> known = mediatedDevices;
        if (known == null) {
            known = MediatedDevice.all(files);
            mediatedDevices = known;
        }
        return known;
    }

    private Framebuffers framebuffers() throws HostFileException {
        Framebuffers known = framebuffers;
        if (known == null) {
            known = Framebuffers.read(files);
            framebuffers = known;
        }
        return known;
    }
}
