// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

import org.junit.jupiter.api.Tag;

@Tag("other-database")
class ClaimOnPostgresqlTest extends ClaimContract {

    ClaimOnPostgresqlTest() {
        super(TestDatabase.POSTGRESQL);
    }
}
