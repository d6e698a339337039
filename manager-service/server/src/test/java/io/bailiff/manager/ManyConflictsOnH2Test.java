// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

import org.junit.jupiter.api.Tag;

@Tag("other-database")
class ManyConflictsOnH2Test extends ManyConflictsContract {

    ManyConflictsOnH2Test() {
        super(TestDatabase.H2);
    }
}
