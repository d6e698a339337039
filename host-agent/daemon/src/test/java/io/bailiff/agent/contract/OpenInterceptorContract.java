// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.host.HostError;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.OpenInterceptor;
import io.bailiff.agent.pci.PciBus;
import io.bailiff.agent.sim.ContractHost;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the guard relies on an interceptor to do: opens that are held, and writes that are told of. */
abstract class OpenInterceptorContract extends Contract {

    static final String NOT_PERMITTED = "Operation not permitted";

    private OpenInterceptor interceptor;
    private final List<OpenInterceptor.Event> events = new ArrayList<>();

    @Override
    @BeforeEach
    final void begin() throws HostFileException {
        super.begin();
        interceptor = host.openInterceptor();
        assertThat(interceptor.inherited()).isFalse();
        events.clear();
    }

    @Override
    @AfterEach
    final void giveBack() throws HostFileException {
        // An open interceptor would hold what the agent itself writes on a real host.
        interceptor.close();
        super.giveBack();
    }

    @Test
    void anOpenOfAHeldFileSleepsAndNothingHasHappenedToTheDeviceMeanwhile() throws Exception {
        interceptor.hold(unbindFile());
        ContractHost.Stranger stranger = unbind(subject);
        OpenInterceptor.Opening opening = openingBy(stranger);
        assertThat(opening.path()).isEqualTo(files.realPath(unbindFile()).orElseThrow());
        assertThat(interceptor.await(host.moment())).isEmpty();
        assertThat(stranger.ended()).isFalse();
        assertThat(bus.driver(subject)).hasValue(host.hostDriver());
        interceptor.deny(opening.ticket());
        assertThat(stranger.failure()).isNotEmpty();
    }

    @Test
    void whoeverIsHeldCanBeLookedAt() throws Exception {
        interceptor.hold(unbindFile());
        ContractHost.Stranger stranger = unbind(subject);
        OpenInterceptor.Opening opening = openingBy(stranger);
        String process = "/proc/" + stranger.pid();
        awaitAsleep(stranger);
        assertThat(files.read(process + "/status")).contains("PPid:\t", "Uid:\t0\t");
        assertThat(files.read(process + "/comm")).isEqualTo("bash");
        assertThat(files.read(process + "/cmdline")).startsWith("bash\0");
        assertThat(files.read(process + "/stat").replaceFirst(".*\\) D ", "").split(" ")[18])
                .matches("[1-9][0-9]*");
        assertThat(files.read(process + "/cgroup")).contains("0::/");
        assertThat(files.read(process + "/loginuid")).matches("[0-9]+");
        assertThat(files.readLink(process + "/exe"))
                .hasValueSatisfying(link -> assertThat(link).endsWith("/bash"));
        assertThat(files.read("/proc/stat")).containsPattern("(?m)^btime [1-9][0-9]*$");
        interceptor.deny(opening.ticket());
        assertThat(stranger.failure()).isNotEmpty();
    }

    /** The kernel tells of an opener first, and puts it to sleep then (fs/notify/fanotify/fanotify.c, fanotify_get_response). */
    private void awaitAsleep(ContractHost.Stranger held) {
        await().until(() -> files.read("/proc/" + held.pid() + "/status").contains("State:\tD (disk sleep)"));
    }

    @Test
    void anOpenThatIsAllowedGoesOnAndItsWriteTakesEffect() throws Exception {
        administrator.override(subject, "none");
        interceptor.hold(unbindFile());
        ContractHost.Stranger stranger = unbind(subject);
        interceptor.allow(openingBy(stranger).ticket());
        assertThat(stranger.failure()).isEmpty();
        assertThat(bus.driver(subject)).isEmpty();
    }

    @Test
    void anOpenThatIsDeniedFailsAndNothingHasHappened() throws Exception {
        interceptor.hold(unbindFile());
        ContractHost.Stranger stranger = unbind(subject);
        interceptor.deny(openingBy(stranger).ticket());
        assertThat(stranger.failure()).contains(unbindFile() + ": " + NOT_PERMITTED);
        assertThat(bus.driver(subject)).hasValue(host.hostDriver());
    }

    @Test
    void aReaderOfAHeldFileIsHeldToo() throws Exception {
        interceptor.hold(unbindFile());
        ContractHost.Stranger reader = host.startReader(unbindFile());
        interceptor.allow(openingBy(reader).ticket());
        assertThat(reader.failure()).contains("Permission denied");
        interceptor.hold(overrideFile(subject));
        reader = host.startReader(overrideFile(subject));
        interceptor.deny(openingBy(reader).ticket());
        assertThat(reader.failure()).contains(NOT_PERMITTED);
    }

    @Test
    void aReaderIsDistinguishedFromAWriter() throws Exception {
        interceptor.hold(overrideFile(subject));
        ContractHost.Stranger reader = host.startReader(overrideFile(subject));
        OpenInterceptor.Opening opening = openingBy(reader);
        assertThat(interceptor.access(opening)).isEqualTo(OpenInterceptor.Access.READS);
        interceptor.allow(opening.ticket());
        assertThat(reader.failure()).isEmpty();
        ContractHost.Stranger writer = host.startWriter(overrideFile(subject), "none");
        opening = openingBy(writer);
        assertThat(interceptor.access(opening)).isEqualTo(OpenInterceptor.Access.WRITES);
        interceptor.deny(opening.ticket());
        assertThat(writer.failure()).contains(NOT_PERMITTED);
    }

    @Test
    void anOpenOfAShellNamesTheShellAndItsOnlyThread() throws Exception {
        interceptor.hold(unbindFile());
        ContractHost.Stranger stranger = unbind(subject);
        OpenInterceptor.Opening opening = openingBy(stranger);
        assertThat(opening.thread()).isEqualTo(stranger.pid());
        interceptor.deny(opening.ticket());
        assertThat(stranger.failure()).isNotEmpty();
    }

    @Test
    void aHeldOpenThatIsKilledNeverWritesAndTheGateGoesOnWorking() throws Exception {
        administrator.override(subject, "none");
        interceptor.hold(unbindFile());
        ContractHost.Stranger killed = unbind(subject);
        OpenInterceptor.Opening opening = openingBy(killed);
        killed.kill();
        await().until(killed::ended);
        interceptor.allow(opening.ticket());
        assertThat(files.exists("/proc/" + killed.pid())).isFalse();
        assertThat(bus.driver(subject)).hasValue(host.hostDriver());
        ContractHost.Stranger next = unbind(subject);
        interceptor.allow(openingBy(next).ticket());
        assertThat(next.failure()).isEmpty();
        assertThat(bus.driver(subject)).isEmpty();
    }

    @Test
    void anInterruptIsPendingWhileTheOpenIsHeldAndDoesNotWakeIt() throws Exception {
        interceptor.hold(unbindFile());
        ContractHost.Stranger stranger = unbind(subject);
        OpenInterceptor.Opening opening = openingBy(stranger);
        String status = "/proc/" + stranger.pid() + "/status";
        assertThat(files.read(status)).contains("ShdPnd:\t0000000000000000");
        stranger.interrupt();
        await().until(() -> files.read(status).contains("ShdPnd:\t0000000000000002"));
        awaitAsleep(stranger);
        interceptor.deny(opening.ticket());
        assertThat(stranger.failure()).isNotEmpty();
    }

    @Test
    void twoOpensAreAnsweredOneByOne() throws Exception {
        administrator.override(subject, "none");
        administrator.override(sibling, "none");
        interceptor.hold(unbindFile());
        ContractHost.Stranger first = unbind(subject);
        ContractHost.Stranger second = unbind(sibling);
        OpenInterceptor.Opening ofFirst = openingBy(first);
        OpenInterceptor.Opening ofSecond = openingBy(second);
        assertThat(ofFirst.ticket()).isNotEqualTo(ofSecond.ticket());
        interceptor.allow(ofSecond.ticket());
        assertThat(second.failure()).isEmpty();
        assertThat(first.ended()).isFalse();
        assertThat(bus.driver(subject)).hasValue(host.hostDriver());
        assertThat(bus.driver(sibling)).isEmpty();
        interceptor.deny(ofFirst.ticket());
        assertThat(first.failure()).contains(NOT_PERMITTED);
        assertThat(bus.driver(subject)).hasValue(host.hostDriver());
    }

    @Test
    void holdingTwiceIsHoldingOnceAndWhatIsNotThereCannotBeHeld() throws Exception {
        interceptor.hold(unbindFile());
        interceptor.hold(unbindFile());
        ContractHost.Stranger stranger = unbind(subject);
        OpenInterceptor.Opening opening = openingBy(stranger);
        assertThat(news()).isEmpty();
        interceptor.deny(opening.ticket());
        assertThat(stranger.failure()).contains(NOT_PERMITTED);
        assertFails(HostError.NO_ENTRY, () -> interceptor.hold(PciBus.DRIVERS + "no-such-driver/unbind"));
        assertFails(
                HostError.NO_ENTRY, () -> interceptor.reportWrites(PciBus.DEVICES + "0000:ff:1f.7/driver_override"));
    }

    @Test
    void aWriteIsToldOfWithTheFileAndWhoWroteItButNoReadAndNoWriteThatFails() throws Exception {
        interceptor.reportWrites(overrideFile(subject));
        String real = files.realPath(overrideFile(subject)).orElseThrow();
        assertThat(host.startReader(overrideFile(subject)).failure()).isEmpty();
        assertThat(host.startWriter(overrideFile(subject), "a".repeat(4094)).failure())
                .contains("write error: Invalid argument");
        ContractHost.Stranger writer = host.startWriter(overrideFile(subject), "none");
        assertThat(writer.failure()).isEmpty();
        await().until(() -> !news().isEmpty());
        assertThat(events).containsExactly(new OpenInterceptor.Written(writer.pid(), real));
    }

    @Test
    void aReleasedFileIsOpenedByEverybodyAndItsWritesAreStillTold() throws Exception {
        interceptor.hold(overrideFile(subject));
        interceptor.reportWrites(overrideFile(subject));
        interceptor.release(overrideFile(subject));
        interceptor.release(overrideFile(subject));
        String real = files.realPath(overrideFile(subject)).orElseThrow();
        ContractHost.Stranger writer = host.startWriter(overrideFile(subject), "none");
        assertThat(writer.failure()).isEmpty();
        await().until(() -> !news().isEmpty());
        assertThat(events).containsExactly(new OpenInterceptor.Written(writer.pid(), real));
        assertFails(HostError.NO_ENTRY, () -> interceptor.release(PciBus.DEVICES + "0000:ff:1f.7/driver_override"));
    }

    /** The use of a module: programs read the file before they unload the module, and nobody may write the file. */
    @Test
    void readersOfAFileThatNobodyMayWriteCanBeHeldAndEnded() throws Exception {
        String use = useFile();
        interceptor.hold(use);
        ContractHost.Stranger reader = host.startReader(use);
        OpenInterceptor.Opening opening = openingBy(reader);
        assertThat(opening.path()).isEqualTo(use);
        interceptor.allow(opening.ticket());
        assertThat(reader.failure()).isEmpty();
        reader = host.startReader(use);
        opening = openingBy(reader);
        interceptor.endOpener(opening.pid());
        interceptor.deny(opening.ticket());
        await().until(reader::ended);
        interceptor.release(use);
        assertThat(host.startReader(use).failure()).isEmpty();
        assertThat(news()).isEmpty();
    }

    /** The kernel opens the file of an event through the mount of the opener. */
    @Test
    void aReaderThroughAReadOnlyMountIsHeldAndLetThroughLikeAnyOther() throws Exception {
        for (String path : List.of(overrideFile(subject), PciBus.DEVICES + subject + "/config", useFile())) {
            interceptor.hold(path);
            ContractHost.Stranger reader = host.startReaderInReadOnlySysfs(path);
            OpenInterceptor.Opening opening = openingBy(reader);
            assertThat(opening.path()).isEqualTo(files.realPath(path).orElseThrow());
            assertThat(interceptor.access(opening)).isEqualTo(OpenInterceptor.Access.READS);
            interceptor.allow(opening.ticket());
            assertThat(reader.failure()).doesNotContain(NOT_PERMITTED);
        }
        assertThat(news()).isEmpty();
    }

    @Test
    void anInterceptorThatIsClosedLetsReadersThroughAndDeniesAPersistedOpen() throws Exception {
        interceptor.hold(overrideFile(subject));
        ContractHost.Stranger reader = host.startReader(overrideFile(subject));
        assertThat(openingBy(reader)).isNotNull();
        ContractHost.Stranger writer = host.startWriter(overrideFile(subject), "none");
        interceptor.persist(openingBy(writer).ticket());
        interceptor.close();
        assertThat(reader.failure()).isEmpty();
        assertThat(writer.failure()).contains(NOT_PERMITTED);
    }

    @Test
    void aFileThatComesBackIsAnotherOne() throws Exception {
        interceptor.hold(overrideFile(sibling));
        files.write(PciBus.DEVICES + sibling + "/remove", "1");
        files.write("/sys/bus/pci/rescan", "1");
        assertThat(host.startWriter(overrideFile(sibling), "none").failure()).isEmpty();
        interceptor.hold(overrideFile(sibling));
        ContractHost.Stranger stranger = host.startWriter(overrideFile(sibling), "other");
        interceptor.deny(openingBy(stranger).ticket());
        assertThat(stranger.failure()).contains(NOT_PERMITTED);
        interceptor.close();
        assertThat(bus.driverOverride(sibling)).hasValue("none");
    }

    @Test
    void theFilesOfADriverThatComesBackAreOthersAndItsAddedIdsAreGone() throws Exception {
        String newId = PciBus.DRIVERS + "pci-stub/new_id";
        host.unload("pci-stub");
        host.modules().load("pci-stub");
        files.write(newId, "1234 5678");
        interceptor.hold(newId);
        host.unload("pci-stub");
        host.modules().load("pci-stub");
        assertThat(host.startWriter(newId, "1234 5678").failure()).isEmpty();
        interceptor.hold(newId);
        ContractHost.Stranger stranger = host.startWriter(newId, "1234 5679");
        interceptor.deny(openingBy(stranger).ticket());
        assertThat(stranger.failure()).contains(NOT_PERMITTED);
    }

    @Test
    void anOpenThatIsAllowedWhenItsFileHasGoneFails() throws Exception {
        interceptor.hold(overrideFile(sibling));
        ContractHost.Stranger stranger = host.startWriter(overrideFile(sibling), "none");
        OpenInterceptor.Opening opening = openingBy(stranger);
        files.write(PciBus.DEVICES + sibling + "/remove", "1");
        files.write("/sys/bus/pci/rescan", "1");
        interceptor.allow(opening.ticket());
        assertThat(stranger.failure()).contains(overrideFile(sibling) + ": No such device");
        assertThat(bus.driverOverride(sibling)).isEmpty();
    }

    @Test
    void aGateThatIsClosedDeniesWhatItHoldsAndHoldsNoMore() throws Exception {
        administrator.override(subject, "none");
        interceptor.hold(unbindFile());
        ContractHost.Stranger stranger = unbind(subject);
        assertThat(openingBy(stranger)).isNotNull();
        interceptor.close();
        assertThat(stranger.failure()).contains(NOT_PERMITTED);
        assertThat(bus.driver(subject)).hasValue(host.hostDriver());
        assertThat(unbind(subject).failure()).isEmpty();
        assertThat(bus.driver(subject)).isEmpty();
    }

    private String useFile() throws HostFileException {
        return files.realPath(PciBus.DRIVERS + host.hostDriver() + "/module").orElseThrow() + "/refcnt";
    }

    private String unbindFile() {
        return PciBus.DRIVERS + host.hostDriver() + "/unbind";
    }

    private static String overrideFile(PciAddress function) {
        return PciBus.DEVICES + function + "/driver_override";
    }

    private ContractHost.Stranger unbind(PciAddress function) throws Exception {
        return host.startWriter(unbindFile(), function.toString());
    }

    private OpenInterceptor.Opening openingBy(ContractHost.Stranger stranger) {
        await().until(() -> news().stream().anyMatch(event -> isBy(stranger, event)));
        OpenInterceptor.Event opening = events.stream()
                .filter(event -> isBy(stranger, event))
                .findFirst()
                .orElseThrow();
        events.remove(opening);
        return (OpenInterceptor.Opening) opening;
    }

    private static boolean isBy(ContractHost.Stranger stranger, OpenInterceptor.Event event) {
        return event instanceof OpenInterceptor.Opening opening && opening.pid() == stranger.pid();
    }

    /** What has come so far and was not looked for yet. */
    private List<OpenInterceptor.Event> news() throws HostFileException, InterruptedException {
        events.addAll(interceptor.await(host.moment()));
        return events;
    }
}
