// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

import org.junit.jupiter.api.Tag;

@Tag("slow")
class RaceOnPostgresqlTest extends RaceContract {

    RaceOnPostgresqlTest() {
        super(TestDatabase.POSTGRESQL, 12);
    }
}
