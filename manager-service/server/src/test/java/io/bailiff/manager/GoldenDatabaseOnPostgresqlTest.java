// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

import org.junit.jupiter.api.Tag;

@Tag("other-database")
class GoldenDatabaseOnPostgresqlTest extends GoldenDatabaseContract {

    GoldenDatabaseOnPostgresqlTest() {
        super(TestDatabase.POSTGRESQL);
    }
}
