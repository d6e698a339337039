// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

import org.junit.jupiter.api.Tag;

@Tag("other-database")
class CordonOnPostgresqlTest extends CordonContract {

    CordonOnPostgresqlTest() {
        super(TestDatabase.POSTGRESQL);
    }
}
