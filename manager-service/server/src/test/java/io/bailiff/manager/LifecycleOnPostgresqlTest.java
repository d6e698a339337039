// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

import org.junit.jupiter.api.Tag;

@Tag("jdk")
@Tag("other-database")
class LifecycleOnPostgresqlTest extends LifecycleContract {

    LifecycleOnPostgresqlTest() {
        super(TestDatabase.POSTGRESQL);
    }
}
