// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

import org.junit.jupiter.api.Tag;

@Tag("other-database")
class DirectLibvirtOnPostgresqlTest extends DirectLibvirtContract {

    DirectLibvirtOnPostgresqlTest() {
        super(TestDatabase.POSTGRESQL);
    }
}
