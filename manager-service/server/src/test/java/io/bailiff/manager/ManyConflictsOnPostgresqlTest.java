// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

import org.junit.jupiter.api.Tag;

@Tag("other-database")
class ManyConflictsOnPostgresqlTest extends ManyConflictsContract {

    ManyConflictsOnPostgresqlTest() {
        super(TestDatabase.POSTGRESQL);
    }
}
