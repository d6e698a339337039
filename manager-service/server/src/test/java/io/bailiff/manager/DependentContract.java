// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

import static io.bailiff.manager.Fleet.NVME;
import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.agent.api.Dependent;
import io.bailiff.agent.api.Dependent.Kind;
import io.bailiff.agent.api.PciAddress;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import tools.jackson.databind.JsonNode;

/** Operators see the devices that depend on a group, and the reasons for an unknown use; the same on every database. */
@Execution(ExecutionMode.CONCURRENT)
abstract class DependentContract {

    private static final String VIRTUAL = "0000:03:00.1";

    private final TestDatabase database;
    private Fleet fleet;

    @SuppressWarnings("NullAway.Init")
    DependentContract(TestDatabase database) {
        this.database = database;
    }

    @BeforeEach
    void host() {
        fleet = new Fleet(Managers.on(database));
    }

    @AfterEach
    void stop() throws IOException {
        fleet.close();
    }

    @Test
    void theGroupAndThePlanListTheDependentsWithTheirUsers() {
        fleet.nvme()
                .dependent(dependent(Kind.VIRTUAL_FUNCTION, VIRTUAL, "vfio-pci", "in use by web2\nWARN forged line"))
                .dependent(dependent(Kind.FRAMEBUFFER, "simple-framebuffer.0", null, null));
        fleet.agent().report();

        for (JsonNode view : new JsonNode[] {group(), hostGroup(), plan()}) {
            JsonNode dependents = view.get("dependents");
            assertThat(dependents.at("/0/function").asString()).isEqualTo(NVME);
            assertThat(dependents.at("/0/kind").asString()).isEqualTo("VIRTUAL_FUNCTION");
            assertThat(dependents.at("/0/name").asString()).isEqualTo(VIRTUAL);
            assertThat(dependents.at("/0/driver").asString()).isEqualTo("vfio-pci");
            assertThat(dependents.at("/0/users").asString()).isEqualTo("in use by web2\\u000aWARN forged line");
            assertThat(dependents.at("/1/kind").asString()).isEqualTo("FRAMEBUFFER");
            assertThat(dependents.get(1).has("users")).isFalse();
            assertThat(dependents.get(1).has("driver")).isFalse();
        }
    }

    @Test
    void aGroupWithoutDependentsHasAnEmptyList() {
        assertThat(group().get("dependents")).isEmpty();
        assertThat(plan().get("dependents")).isEmpty();
        assertThat(plan().get("useUnknowns")).isEmpty();
    }

    @Test
    void theGroupAndThePlanNameTheReasonsForAnUnknownUse() {
        fleet.nvme().useUnknown("process 4711 (spdk_tgt) has a vfio device open\u001b[2J");
        fleet.agent().report();

        String shown = "process 4711 (spdk_tgt) has a vfio device open\\u001b[2J";
        assertThat(group().at("/use/unknowns/0").asString()).isEqualTo(shown);
        assertThat(plan().at("/useUnknowns/0").asString()).isEqualTo(shown);
        assertThat(plan().get("would").asBoolean()).isFalse();
    }

    private static Dependent dependent(Kind kind, String name, @Nullable String driver, @Nullable String use) {
        return new Dependent(PciAddress.parse(NVME), kind, name, driver, use);
    }

    private JsonNode group() {
        return fleet.rest()
                .get("/api/v1/hosts/" + fleet.host() + "/groups/" + fleet.nvme().fingerprint())
                .body();
    }

    private JsonNode hostGroup() {
        return fleet.hostView()
                .get("groups")
                .valueStream()
                .filter(group -> group.get("fingerprint")
                        .asString()
                        .equals(fleet.nvme().fingerprint().value()))
                .findFirst()
                .orElseThrow();
    }

    private JsonNode plan() {
        return fleet.rest().post("/api/v1/plans", fleet.nvmeLoan()).body();
    }
}
