// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.host.HostError;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.UeventSource;
import io.bailiff.agent.host.UeventSource.Uevent;
import io.bailiff.agent.pci.PciBus;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the guard relies on a kernel to tell of devices and drivers. */
abstract class UeventContract extends Contract {

    private UeventSource source;

    @Override
    @BeforeEach
    final void begin() throws HostFileException {
        super.begin();
        source = host.uevents();
    }

    @Override
    @AfterEach
    final void giveBack() throws HostFileException {
        source.close();
        super.giveBack();
    }

    @Test
    void aBindNamesItsDriverAndAnUnbindDoesNot() throws Exception {
        String path = pathOf(subject);
        administrator.unbind(subject, host.hostDriver());
        administrator.bind(subject, host.hostDriver());
        assertThat(uevents())
                .containsExactly(function("unbind", path, null), function("bind", path, host.hostDriver()));
    }

    @Test
    void whatMovesNothingIsNotToldOf() throws Exception {
        administrator.override(subject, "none");
        administrator.unbind(subject, host.hostDriver());
        assertThat(uevents()).hasSize(1);
        assertFails(HostError.NO_DEVICE, () -> administrator.bind(subject, host.hostDriver()));
        administrator.probe(subject);
        administrator.probe(sibling);
        administrator.override(subject, VFIO);
        assertFails(HostError.NO_DEVICE, () -> administrator.unbind(sibling, VFIO));
        assertThat(uevents()).isEmpty();
    }

    @Test
    void aFunctionThatIsRemovedAndFoundAgainIsToldOfAtEachStep() throws Exception {
        String path = pathOf(sibling);
        files.write(PciBus.DEVICES + sibling + "/remove", "1");
        files.write("/sys/bus/pci/rescan", "1");
        assertThat(uevents())
                .containsExactly(
                        function("unbind", path, null),
                        function("remove", path, null),
                        function("add", path, null),
                        function("bind", path, host.hostDriver()));
    }

    @Test
    void allThatARescanFindsIsAddedBeforeAnyOfItIsBound() throws Exception {
        String first = pathOf(subject);
        String second = pathOf(sibling);
        files.write(PciBus.DEVICES + subject + "/remove", "1");
        files.write(PciBus.DEVICES + sibling + "/remove", "1");
        files.write("/sys/bus/pci/rescan", "1");
        assertThat(uevents().subList(4, 8))
                .containsExactly(
                        function("add", first, null),
                        function("add", second, null),
                        function("bind", first, host.hostDriver()),
                        function("bind", second, host.hostDriver()));
    }

    @Test
    void whatSomebodyWritesToAnUeventFileIsToldApartAndHasMovedNothing() throws Exception {
        String file = PciBus.DEVICES + sibling + "/uevent";
        String path = pathOf(sibling);
        files.write(file, "bind");
        files.write(file, "remove 11111111-2222-4333-8444-555555555555 A=1");
        assertThat(uevents())
                .containsExactly(
                        new Uevent("bind", "pci", path, host.hostDriver(), true),
                        new Uevent("remove", "pci", path, null, true));
        assertThat(bus.driver(sibling)).hasValue(host.hostDriver());
        for (String nonsense : List.of("banana", "ADD", " add", "add ", "add nonsense")) {
            assertFails(HostError.INVALID, () -> files.write(file, nonsense));
        }
        assertThat(uevents()).isEmpty();
    }

    @Test
    void aDriverThatComesOrGoesIsToldOf() throws Exception {
        host.unload("pci-stub");
        uevents();
        host.modules().load("pci-stub");
        host.unload("pci-stub");
        String path = "/bus/pci/drivers/pci-stub";
        assertThat(uevents())
                .containsExactly(
                        new Uevent("add", "drivers", path, null, false),
                        new Uevent("remove", "drivers", path, null, false));
    }

    /** What has been told so far. The kernel keeps the order: when the mark has come, all before it has. */
    private List<Uevent> uevents() throws HostFileException {
        Uevent mark = new Uevent("change", "pci", pathOf(subject), null, true);
        files.write(PciBus.DEVICES + subject + "/uevent", "change");
        List<Uevent> told = new ArrayList<>();
        await().until(() -> {
            told.addAll(source.await(host.moment()));
            return told.contains(mark);
        });
        return told.stream()
                .filter(event -> !event.equals(mark))
                .filter(event -> Set.of("pci", "drivers").contains(event.subsystem()))
                .toList();
    }

    private String pathOf(PciAddress function) throws HostFileException {
        return files.realPath(PciBus.DEVICES + function).orElseThrow().substring("/sys".length());
    }

    private static Uevent function(String action, String path, @Nullable String driver) {
        return new Uevent(action, "pci", path, driver, false);
    }
}
