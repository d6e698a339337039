// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.assignment;

import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.api.Refusal;
import io.bailiff.manager.agent.AllowedUses;
import io.bailiff.manager.api.AssignmentRequest;
import io.bailiff.manager.audit.Requester;
import io.bailiff.manager.problem.Fields;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A request for a loan, well-formed but not yet compared with the state of the host.
 *
 * @param host the host's name or id
 * @param guest the guest
 * @param functions the functions for the guest
 * @param consent the fingerprint of the group that the caller agrees to detach from the host with all its members, or null
 * @param allowed the uses of the group that the caller allows to end
 * @param requester the requester of the loan
 */
public record LoanRequest(
        String host,
        GuestReference guest,
        List<PciAddress> functions,
        @Nullable GroupFingerprint consent,
        AllowedUses allowed,
        Requester requester) {

    /** More functions than a group has. */
    private static final int MOST_FUNCTIONS = 1024;

    private static final AllowedUses NONE = new AllowedUses(Set.of());

    private static final Map<String, Refusal.Code> OVERRIDABLE = Arrays.stream(Refusal.Code.values())
            .filter(Refusal.Code::isOverridable)
            .collect(Collectors.toMap(Refusal.Code::name, code -> code));

    /**
     * Reads the fields of a request.
     *
     * @throws io.bailiff.manager.problem.ProblemException 400, naming the field, if a value is missing or malformed
     */
    public static LoanRequest of(AssignmentRequest request, String remoteAddress) {
        return new LoanRequest(
                Fields.text(request.host(), "host"),
                GuestReference.said(request.guest(), "guest"),
                Fields.addresses(request.functions(), "functions", MOST_FUNCTIONS),
                Fields.fingerprint(request.consent(), "consent"),
                allowed(request.allow()),
                new Requester(Fields.optionalText(request.by(), "by", 253), remoteAddress));
    }

    private static AllowedUses allowed(@Nullable List<@Nullable String> names) {
        if (names == null) {
            return NONE;
        }
        if (names.size() > OVERRIDABLE.size()) {
            throw Fields.tooMuch("allow", "has more than all " + OVERRIDABLE.size() + " codes")
                    .exception();
        }
        Set<Refusal.Code> codes = new HashSet<>();
        for (int i = 0; i < names.size(); i++) {
            String field = "allow[" + i + "]";
            codes.add(Fields.oneOf(Fields.text(names.get(i), field), field, OVERRIDABLE));
        }
        return new AllowedUses(codes);
    }
}
