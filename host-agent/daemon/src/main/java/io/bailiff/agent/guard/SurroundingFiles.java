// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import io.bailiff.agent.api.ClaimReport.Kind;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.guard.LentGroup.Member;
import io.bailiff.agent.guard.Way.Scope;
import io.bailiff.agent.host.HostDirectories;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.pci.PciBus;
import io.bailiff.agent.pci.SysfsNames;
import java.io.IOException;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Lists the files around the lent functions that {@link Ways} has the guard watch: of the members, their physical functions, the bridges
 * above, their slots and their IOMMU groups, and the use of the modules of their drivers.
 */
final class SurroundingFiles {

    /** The files that are decided by the written value. */
    private static final Set<Kind> BY_VALUE = EnumSet.of(Kind.OVERRIDE, Kind.VIRTUAL_FUNCTIONS, Kind.SLOT_POWER);

    private static final String POWER = "power";

    /** The directory with the controller of an NVMe function. */
    private static final String NVME = "nvme";

    /** A directory around a lent function. */
    private record Place(Scope scope, String directory) {}

    private final HostFiles files;
    private final LentGroups lentGroups;
    private final Slots slots;
    private final DriverModules modules;

    SurroundingFiles(HostFiles files, LentGroups lentGroups, DriverModules modules) {
        this.files = files;
        this.lentGroups = lentGroups;
        this.slots = new Slots(files);
        this.modules = modules;
    }

    /**
     * Returns the paths of all files that the guard must watch while these groups are detached, in the host's spelling with all links followed.
     * The files that nobody can read are watched always, and are missing here.
     *
     * @throws IOException if a directory around a member cannot be read
     */
    Set<String> of(Collection<LentGroup> groups) throws IOException {
        Set<Place> places = new LinkedHashSet<>();
        Set<String> paths = new TreeSet<>();
        for (LentGroup group : groups) {
            group.members().forEach(member -> addPlaces(member, places));
            lentGroups.number(group).ifPresent(number -> places.add(new Place(Scope.GROUP, PciBus.GROUPS + number)));
            slots.of(group.members()).forEach(slot -> places.add(new Place(Scope.SLOT, Slots.DIRECTORY + slot)));
        }
        paths.addAll(modules.useFiles(groups.stream().flatMap(group -> group.members().stream())));
        for (Place place : places) {
            addFiles(place, paths);
        }
        return paths;
    }

    /** Returns the files among these paths that are decided by the written value. */
    static Set<String> byValue(Collection<String> paths) {
        Set<String> covered = new TreeSet<>();
        for (String path : paths) {
            ControlFile.of(path).filter(file -> BY_VALUE.contains(file.kind())).ifPresent(file -> covered.add(path));
        }
        return covered;
    }

    private static void addPlaces(Member member, Set<Place> places) {
        for (String of : member.places()) {
            Optional<PciAddress> function = SysfsNames.address(SysfsNames.last(of));
            for (String directory = of;
                    function.isPresent();
                    function = SysfsNames.address(SysfsNames.last(directory))) {
                places.add(new Place(member.relation(function.get()).orElseThrow(), directory));
                directory = directory.substring(0, directory.lastIndexOf('/'));
            }
        }
    }

    private void addFiles(Place place, Set<String> paths) throws HostFileException {
        for (String name : names(place.directory())) {
            if (Ways.isGuarded(place.scope(), name)) {
                String path = place.directory() + "/" + name;
                ControlFile.of(path).filter(ControlFile::isReadable).ifPresent(file -> paths.add(path));
            }
        }
    }

    private Set<String> names(String directory) throws HostFileException {
        Set<String> names = new TreeSet<>(HostDirectories.listIfPresent(files, directory));
        if (names.contains(POWER) && files.exists(directory + "/" + POWER + "/control")) {
            names.add(POWER + "/control");
        }
        if (names.contains(NVME)) {
            HostDirectories.listIfPresent(files, directory + "/" + NVME)
                    .forEach(controller -> names.add(NVME + "/" + controller + "/reset_controller"));
        }
        return names;
    }
}
