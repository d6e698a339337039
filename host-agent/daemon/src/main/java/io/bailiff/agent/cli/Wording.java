// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.cli;

import io.bailiff.agent.api.ConflictBehaviour;
import io.bailiff.agent.api.FunctionHealth;
import io.bailiff.agent.api.FunctionKind;
import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.GroupUse;
import io.bailiff.agent.api.IommuGroupReport;
import io.bailiff.agent.api.Refusal;
import io.bailiff.agent.group.GroupUseScan;
import io.bailiff.agent.pci.IommuGroup;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Describes values of the API's records in words for operators. */
final class Wording {

    private Wording() {}

    /** Returns the name of the group: the number, or the fingerprint of a lent group with every member gone from the bus. */
    static String name(IommuGroup group) {
        return "Group " + numberOrFingerprint(group.number(), group.fingerprint());
    }

    static String name(IommuGroupReport group) {
        return "Group " + numberOrFingerprint(group.number(), group.fingerprint());
    }

    /** Returns the name of the group for the middle of a sentence. */
    static String inText(IommuGroup group) {
        return "group " + numberOrFingerprint(group.number(), group.fingerprint());
    }

    private static String numberOrFingerprint(int number, GroupFingerprint fingerprint) {
        return number == IommuGroup.NO_NUMBER ? fingerprint.toString() : Integer.toString(number);
    }

    /** Describes the health of every member with something to tell: {@code 0000:01:00.0 does not answer}. */
    static List<String> health(IommuGroupReport group) {
        return group.members().stream()
                .flatMap(member -> Optional.ofNullable(member.health()).flatMap(Wording::health).stream()
                        .map(text -> member.address() + " " + text))
                .toList();
    }

    private static Optional<String> health(FunctionHealth health) {
        return switch (health) {
            case OK -> Optional.empty();
            case SUSPENDED -> Optional.of("is suspended");
            case D3COLD -> Optional.of("is suspended without power (D3cold)");
            case NO_ANSWER -> Optional.of("does not answer");
            case GONE -> Optional.of("is gone from the bus");
        };
    }

    static String behaviour(ConflictBehaviour behaviour) {
        return switch (behaviour) {
            case REFUSES -> "refuses a host driver that wants a member of a group in use";
            case PANICS -> "panics when a host driver takes a member of a group in use";
            case UNKNOWN -> "has an unknown reaction to a host driver that takes a member of a group in use";
        };
    }

    /** Returns the owner or the state of the group, in words. */
    static String state(IommuGroupReport group) {
        return switch (group.state()) {
            case WITH_HOST -> "with the host";
            case DETACHED -> group.owner() == null ? "detached, not by this agent" : "detached for " + group.owner();
            case MIXED ->
                group.owner() == null
                        ? "on vfio drivers or pinned in part, not by this agent"
                        : "partly detached for " + group.owner();
            case UNKNOWN -> "unknown";
        };
    }

    static String use(GroupUse use) {
        return switch (use.state()) {
            case FREE -> "no process";
            case UNKNOWN -> "unknown: " + GroupUseScan.unknowns(use);
            case IN_USE -> GroupUseScan.holders(use);
        };
    }

    /** Describes in a few words if the group can be lent now. */
    static String outlook(IommuGroupReport group) {
        if (!group.refusals().isEmpty()) {
            return "stays with the host: " + why(group.refusals());
        }
        boolean onlyBridges = group.members().stream().allMatch(member -> member.kind() == FunctionKind.BRIDGE);
        if (onlyBridges) {
            return "bridges only, no function to lend";
        }
        return group.use().state() == GroupUse.State.FREE ? "can be lent" : "cannot be lent now";
    }

    /** Returns the codes of the refusals in words. An unknown is left out if there is another code. */
    private static String why(List<Refusal> refusals) {
        List<Refusal.Code> codes =
                refusals.stream().map(Refusal::code).distinct().toList();
        return codes.stream()
                .filter(code -> codes.size() == 1 || code != Refusal.Code.UNKNOWN)
                .map(Wording::code)
                .collect(Collectors.joining(", "));
    }

    /** Returns the file that shows the reason, for the end of a line; empty if the reason has none. */
    static String evidence(Refusal refusal) {
        return refusal.evidence() == null ? "" : " (" + refusal.evidence() + ")";
    }

    static String code(Refusal.Code code) {
        return switch (code) {
            case MOUNTED_FILE_SYSTEM -> "mounted file system";
            case SWAP -> "swap";
            case DISK_HELD -> "disk under an active volume";
            case DISK_OPEN -> "disk open in a process";
            case DISK_EXPORTED -> "exported disk";
            case DEFAULT_ROUTE -> "default route";
            case MANAGEMENT_ADDRESS -> "management address";
            case GUEST_NETWORK -> "network of a guest";
            case INTERFACE_PORT -> "port of a bridge, bond or VRF";
            case INTERFACE_ADDRESS -> "interface with an address";
            case INTERFACE_STACKED -> "interface under other interfaces";
            case VFIO_OPEN -> "open through vfio";
            case VENDOR_VFIO -> "on the vfio driver of its vendor";
            case DEVICE_OPEN -> "device open in a process";
            case DESKTOP_SESSION -> "desktop session";
            case CONSOLE -> "console";
            case ONLY_KEYBOARD -> "only keyboard";
            case DEPENDENT_IN_USE -> "dependent function in use";
            case NO_ANSWER -> "does not answer";
            case HEALTH_EVENT -> "health event without acknowledgement";
            case ANSWERED -> "needed by the statement of an operator";
            case RESERVED_REGION -> "reserved memory";
            case CHIPSET -> "part of the chipset";
            case UNKNOWN -> "unknown if the host needs the group";
        };
    }
}
