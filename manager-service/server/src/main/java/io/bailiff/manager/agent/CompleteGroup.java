// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.agent;

import io.bailiff.agent.api.Dependent;
import io.bailiff.agent.api.GroupUse;
import io.bailiff.agent.api.IommuGroupReport;
import io.bailiff.manager.problem.Fields;
import java.util.List;

/** Rejects reports with a group that lacks a required field or exceeds a limit. */
final class CompleteGroup {

    /** The limit of the name of a device or driver: the length of a file's name (NAME_MAX). */
    private static final int LONGEST_NAME = 255;

    /** The limit of a text: two paths, the users of a device, and the words around. */
    private static final int LONGEST_TEXT = 16_384;

    /** The limit of the reasons for an unknown use: an agent without root names every process of the host. */
    private static final int MOST_UNKNOWNS = 100_000;

    /** The limit of dependents: the functions of a PCI domain. */
    private static final int MOST_DEPENDENTS = 65_536;

    private CompleteGroup() {}

    static void require(IommuGroupReport group) {
        Fields.present(group.fingerprint(), "groups.fingerprint");
        Fields.present(group.state(), "groups.state");
        use(Fields.present(group.use(), "groups.use"));
        most(group.dependents(), "groups.dependents", MOST_DEPENDENTS);
        group.dependents().forEach(CompleteGroup::dependent);
    }

    private static void use(GroupUse use) {
        Fields.present(use.state(), "groups.use.state");
        most(use.unknowns(), "groups.use.unknowns", MOST_UNKNOWNS);
        use.unknowns().forEach(text -> Fields.anyText(text, "groups.use.unknowns", LONGEST_TEXT));
    }

    private static void dependent(Dependent dependent) {
        Fields.present(dependent.function(), "groups.dependents.function");
        Fields.present(dependent.kind(), "groups.dependents.kind");
        Fields.anyText(dependent.name(), "groups.dependents.name", LONGEST_NAME);
        if (dependent.driver() != null) {
            Fields.anyText(dependent.driver(), "groups.dependents.driver", LONGEST_NAME);
        }
        if (dependent.use() != null) {
            Fields.anyText(dependent.use(), "groups.dependents.use", LONGEST_TEXT);
        }
    }

    private static void most(List<?> values, String field, int most) {
        if (values.size() > most) {
            throw Fields.tooMuch(field, "has more than " + most + " entries").exception();
        }
    }
}
