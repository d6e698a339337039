// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

import org.junit.jupiter.api.Tag;

@Tag("slow")
class GoldenDatabaseOnH2Test extends GoldenDatabaseContract {

    GoldenDatabaseOnH2Test() {
        super(TestDatabase.H2);
    }
}
