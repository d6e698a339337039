// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.assignment;

import io.bailiff.agent.api.PciAddress;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

@Entity
@Table(name = "assignment_function")
class FunctionRow {

    @EmbeddedId
    PartKey key;

    String alias;

    @Nullable
    Instant givenAt;

    @Nullable
    Instant returnedAt;

    @SuppressWarnings("NullAway.Init")
    FunctionRow() {}

    FunctionRow(UUID assignment, PciAddress address) {
        key = new PartKey(assignment, address.toString());
        alias = LentFunction.alias(assignment, address);
    }

    LentFunction function() {
        return new LentFunction(PciAddress.parse(key.address()), alias, givenAt, returnedAt);
    }
}
