// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bailiff.agent.guard.Way.Scope;
import io.bailiff.agent.guard.Way.Treatment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table of the writable files from which a lent function can be reached. */
class WaysTest {

    @Test
    void everyScopeHasRowsWithAReason() {
        Set<Scope> scopes = Ways.all().stream().map(Way::scope).collect(Collectors.toSet());
        assertThat(scopes).containsExactlyInAnyOrder(Scope.values());
        assertThat(Ways.all()).allSatisfy(way -> assertThat(way.reason()).isNotBlank());
    }

    @ParameterizedTest
    @CsvSource({
        "MEMBER,resource0,REFUSE",
        "MEMBER,resource0_wc,REFUSE",
        "MEMBER,power/control,REFUSE",
        "MEMBER,power/wakeup,HARMLESS",
        "PHYSICAL,resource0_wc,HARMLESS",
        "PHYSICAL,resource10_resize,REFUSE",
        "PHYSICAL,nvme/nvme0/reset_controller,REFUSE",
        "PHYSICAL,nvme/nvme0/rescan_controller,HARMLESS",
        "BRIDGE,driver_override,HARMLESS",
        "SLOT,power,HOLD",
        "SERVICE,drivers/pciehp/bind,RESCAN",
        "SERVICE,drivers/aer/bind,HARMLESS",
        "PROC,00/1d.0,READ_ONLY"
    })
    void theFirstRowThatIsAboutAFileCounts(Scope scope, String name, Treatment treatment) {
        assertThat(Ways.find(scope, name)).map(Way::treatment).contains(treatment);
    }

    @Test
    void aFileIsKnownByItsWholeName() {
        assertThat(Ways.find(Scope.MEMBER, "resource")).isEmpty();
        assertThat(Ways.find(Scope.MEMBER, "configuration")).isEmpty();
        assertThat(Ways.find(Scope.MEMBER, "control")).isEmpty();
    }

    @Test
    void aRowThatIsNotCompleteIsRejected() {
        assertThatThrownBy(() -> Ways.parse("member\tconfig\trefuse\n")).isInstanceOf(IllegalArgumentException.class);
    }

    /** The document names each row in the form in which the table has the row. */
    @Test
    void theDocumentHasEveryRow() throws Exception {
        List<String> document = Files.readAllLines(Path.of("../../docs/guard.md"));
        assertThat(Ways.all()).allSatisfy(way -> assertThat(document).anyMatch(line -> isAbout(line, way)));
        assertThat(document.stream().filter(WaysTest::isRow)).hasSize(Ways.all().size());
    }

    private static boolean isRow(String line) {
        return line.matches("\\| (member|physical|bridge|slot|group|driver|bus|pci_bus|service|module|proc) \\|.*");
    }

    private static boolean isAbout(String line, Way way) {
        return isRow(line)
                && line.startsWith("| " + word(way.scope()) + " | `" + way.file() + "` | " + word(way.treatment())
                        + " | " + way.reason() + " |");
    }

    private static String word(Enum<?> constant) {
        String name = constant.name().toLowerCase(Locale.ROOT);
        return constant instanceof Treatment ? name.replace('_', '-') : name;
    }
}
