// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

import org.junit.jupiter.api.Tag;

@Tag("other-database")
class RetentionOnPostgresqlTest extends RetentionContract {

    RetentionOnPostgresqlTest() {
        super(TestDatabase.POSTGRESQL);
    }
}
