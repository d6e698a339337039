// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

import org.junit.jupiter.api.Tag;

@Tag("other-database")
class RaceOnPostgresqlTest extends RaceContract {

    RaceOnPostgresqlTest() {
        super(TestDatabase.POSTGRESQL, 12);
    }
}
