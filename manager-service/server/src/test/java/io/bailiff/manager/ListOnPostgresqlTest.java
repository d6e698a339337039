// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

import org.junit.jupiter.api.Tag;

@Tag("other-database")
class ListOnPostgresqlTest extends ListContract {

    ListOnPostgresqlTest() {
        super(TestDatabase.POSTGRESQL);
    }
}
