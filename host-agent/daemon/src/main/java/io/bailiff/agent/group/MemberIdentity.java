// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.group;

import io.bailiff.agent.api.FunctionHealth;
import io.bailiff.agent.api.FunctionKind;
import io.bailiff.agent.api.FunctionReport;
import io.bailiff.agent.api.PciAddress;
import java.util.Objects;

/**
 * The identity of a journal's member, as read at the detach. A function gone from the bus is shown with the identity.
 *
 * @param kind endpoint or bridge
 * @param vendor vendor id, four lower-case hexadecimal digits; likewise the other ids
 * @param device device id
 * @param subsystemVendor subsystem vendor id
 * @param subsystemDevice subsystem device id
 * @param classCode class code, six lower-case hexadecimal digits
 */
public record MemberIdentity(
        FunctionKind kind,
        String vendor,
        String device,
        String subsystemVendor,
        String subsystemDevice,
        String classCode) {

    /** The identity of a member in the journal of an older agent. The class {@code ff0000} is the class of unassigned devices. */
    static final MemberIdentity UNKNOWN = new MemberIdentity(
            FunctionKind.ENDPOINT,
            FunctionReport.NO_ID,
            FunctionReport.NO_ID,
            FunctionReport.NO_ID,
            FunctionReport.NO_ID,
            "ff0000");

    /** Rejects an identity without a field: the fields of a report are never null. */
    public MemberIdentity {
        Objects.requireNonNull(kind, "an identity has no kind");
        Objects.requireNonNull(vendor, "an identity has no vendor");
        Objects.requireNonNull(device, "an identity has no device");
        Objects.requireNonNull(subsystemVendor, "an identity has no subsystemVendor");
        Objects.requireNonNull(subsystemDevice, "an identity has no subsystemDevice");
        Objects.requireNonNull(classCode, "an identity has no classCode");
    }

    static MemberIdentity of(FunctionReport function) {
        return new MemberIdentity(
                function.kind(),
                function.vendor(),
                function.device(),
                function.subsystemVendor(),
                function.subsystemDevice(),
                function.classCode());
    }

    /** Returns the report of the member as gone from the bus. */
    FunctionReport gone(PciAddress address) {
        return new FunctionReport(
                address,
                kind,
                vendor,
                device,
                subsystemVendor,
                subsystemDevice,
                classCode,
                null,
                null,
                null,
                -1,
                FunctionHealth.GONE);
    }
}
