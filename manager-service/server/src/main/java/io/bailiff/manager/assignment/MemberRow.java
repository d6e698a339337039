// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.assignment;

import io.bailiff.agent.api.PciAddress;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

@Entity
@Table(name = "assignment_member")
class MemberRow {

    @EmbeddedId
    PartKey key;

    @Nullable
    String hostDriver;

    @Nullable
    String ids;

    @Nullable
    String model;

    @Nullable
    String liveFunction;

    @SuppressWarnings("NullAway.Init")
    MemberRow() {}

    MemberRow(UUID assignment, UUID host, Member member) {
        key = new PartKey(assignment, member.address().toString());
        hostDriver = member.hostDriver();
        ids = member.ids();
        model = member.model();
        liveFunction = liveFunction(host, member.address());
    }

    /** Returns the endpoint's key for {@code live_function}, a unique column: only a single live assignment can have the key. */
    static String liveFunction(UUID host, PciAddress address) {
        return host + "/" + address;
    }

    Member member() {
        return new Member(PciAddress.parse(key.address()), hostDriver, ids, model);
    }
}
