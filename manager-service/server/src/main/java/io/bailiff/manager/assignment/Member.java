// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.assignment;

import io.bailiff.agent.api.FunctionReport;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.api.Printable;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint of a lent group.
 *
 * @param address the endpoint's address
 * @param hostDriver the endpoint's host driver at the time of the loan, or null if the endpoint had no driver
 * @param ids the endpoint's device ids at the time of the loan: {@code 8086:100e:1af4:1100}; null if the ids were not stored
 * @param model vendor and device in words, safe to show; null if unknown
 */
public record Member(
        PciAddress address,
        @Nullable String hostDriver,
        @Nullable String ids,
        @Nullable String model) {

    private static final int LONGEST_MODEL = 120;

    /** Returns the endpoint as the agent reports the endpoint now. */
    static Member of(FunctionReport function) {
        return new Member(
                function.address(),
                function.driver(),
                function.ids(),
                Printable.optional(function.model(), LONGEST_MODEL));
    }

    /**
     * Returns the addresses of the endpoints with their models, for people: {@code 0000:02:01.0, 0000:02:01.1 (Intel Corporation 82546EB)}.
     * A model stands once behind all endpoints of the model in a row.
     */
    public static String named(List<Member> members) {
        StringBuilder text = new StringBuilder();
        Iterator<Member> rest = members.iterator();
        Member member = rest.hasNext() ? rest.next() : null;
        while (member != null) {
            Member next = rest.hasNext() ? rest.next() : null;
            text.append(member.address());
            if (member.model() != null && (next == null || !Objects.equals(next.model(), member.model()))) {
                text.append(" (").append(member.model()).append(')');
            }
            text.append(next == null ? "" : ", ");
            member = next;
        }
        return text.toString();
    }
}
