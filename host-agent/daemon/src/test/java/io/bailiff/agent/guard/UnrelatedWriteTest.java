// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import static io.bailiff.agent.guard.ManyLentGroups.DISK;
import static io.bailiff.agent.guard.ManyLentGroups.RELATED;
import static io.bailiff.agent.guard.ManyLentGroups.nic;
import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.agent.api.ClaimReport.Status;
import io.bailiff.agent.api.PciAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Writes to covered files of processes that mean no lent function, and the same writes for a lent function. */
class UnrelatedWriteTest {

    private static final String NEW_ID = "/sys/bus/pci/drivers/nvme/new_id";

    @TempDir
    Path state;

    @Test
    void aBystandersWriteCostsTheSameWithOneLentGroupAndWith64AndReadsNoProcessAndNoJournal() throws Exception {
        for (String file : List.of(RELATED, "/sys/bus/pci/drivers/e1000/bind", "/sys/bus/pci/drivers_probe")) {
            List<String> withOne = host("one" + file.hashCode(), 1).callsOfWrite(file, DISK + "\n");
            List<String> withMany = host("many" + file.hashCode(), 64).callsOfWrite(file, DISK + "\n");

            assertThat(withMany).as(file).isEqualTo(withOne).hasSizeLessThan(10);
            assertThat(withMany)
                    .as(file)
                    .noneMatch(call ->
                            call.contains("/proc/") || call.contains("/devices/0000:") || call.contains(".json"));
        }
    }

    @Test
    void aBystandersWriteIsPerformedWithoutAClaimWhateverTheNumberOfLentGroups() throws Exception {
        for (int lent : new int[] {1, 64}) {
            ManyLentGroups host = host("bystander" + lent, lent);
            for (String text : List.of(DISK + "\n", "0000:77:00.0\n", "", nic(0) + "\n\n")) {
                assertThat(host.writes.answer(host.write(RELATED, text))).isEqualTo("performed");
            }
            assertThat(host.writes.answer(host.write(NEW_ID, "144d a80a\n"))).isEqualTo("performed");
            assertThat(host.writes.answer(host.write("/sys/bus/pci/drivers/nvme/remove_id", "144d a80a\n")))
                    .isEqualTo("performed");
            assertThat(host.claims()).isEmpty();
        }
    }

    @Test
    void theSameCommandHasTheSameOutcomeWhateverTheNumberOfLentGroups() throws Exception {
        List<List<String>> outcomes = new ArrayList<>();
        for (int lent : new int[] {1, 2, 64}) {
            ManyLentGroups host = host("same" + lent, lent);
            outcomes.add(List.of(
                    outcome(host, RELATED, nic(0) + "\n"),
                    outcome(host, "/sys/bus/pci/drivers_probe", nic(0) + "\n"),
                    outcome(host, "/sys/bus/pci/drivers/e1000/bind", nic(0) + "\n"),
                    outcome(host, RELATED, DISK + "\n")));
            assertThat(host.claims())
                    .filteredOn(claim -> claim.status() == Status.HELD)
                    .singleElement()
                    .satisfies(claim -> {
                        assertThat(claim.function()).isEqualTo(nic(0));
                        assertThat(claim.groups()).hasSize(1);
                    });
        }
        assertThat(outcomes).containsOnly(List.of("waits", "performed", "performed", "performed"));
    }

    @Test
    void aFunctionThatAnotherProcessHasJustLentIsGuardedAtTheNextWrite() throws Exception {
        ManyLentGroups host = host("host", 1);
        assertThat(outcome(host, RELATED, DISK + "\n")).isEqualTo("performed");

        host.lend(DISK);

        assertThat(outcome(host, RELATED, DISK + "\n")).isEqualTo("waits");
    }

    @Test
    void aWriteOfAThreadIsAClaimOfTheProcess() throws Exception {
        ManyLentGroups host = host("host", 1);
        long process = host.process();
        host.writes.write(process, RELATED, nic(0).toString());
        host.guard.handleWrites();
        assertThat(host.claims()).singleElement().satisfies(claim -> {
            assertThat(claim.claimant()).satisfies(who -> assertThat(who.pid()).isEqualTo(process));
            assertThat(claim.function()).isEqualTo(nic(0));
        });
    }

    @Test
    void aClaimOfAProcessThatHasEndedIsWithdrawnAndTheWriteFails() throws Exception {
        ManyLentGroups host = host("host", 1);
        long ticket = host.writes.write(4_000_000, RELATED, nic(0).toString());
        host.guard.handleWrites();
        assertThat(host.writes.answer(ticket)).isNull();
        host.guard.checkHeldClaims();
        assertThat(host.writes.answer(ticket)).isEqualTo("failed");
        assertThat(host.claims())
                .singleElement()
                .satisfies(claim -> assertThat(claim.status()).isEqualTo(Status.WITHDRAWN));
    }

    @Test
    void anIdThatMatchesAMemberWithoutADriverIsHeldAndAnotherIdIsNot() throws Exception {
        ManyLentGroups host = host("host", 2);
        PciAddress loose = nic(1);
        host.sim.files().write("/sys/bus/pci/drivers/vfio-pci/unbind", loose.toString());
        host.sim.files().write("/sys/bus/pci/devices/" + loose + "/driver_override", "\n");

        assertThat(outcome(host, NEW_ID, "144d ffffffff\n")).isEqualTo("performed");
        assertThat(host.claims()).isEmpty();
        assertThat(outcome(host, NEW_ID, "8086 ffffffff\n")).isEqualTo("waits");
        assertThat(host.claims())
                .filteredOn(claim -> claim.status() == Status.HELD)
                .singleElement()
                .satisfies(claim -> assertThat(claim.function()).isEqualTo(loose));
    }

    private static String outcome(ManyLentGroups host, String file, String text) throws Exception {
        String answer = host.writes.answer(host.write(file, text));
        return answer == null ? "waits" : answer;
    }

    private ManyLentGroups host(String name, int lent) throws Exception {
        ManyLentGroups host = new ManyLentGroups(state.resolve(name), lent, Runnable::run);
        host.writes.covers = true;
        host.guard.survey();
        return host;
    }
}
