// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

import org.junit.jupiter.api.Tag;

@Tag("slow")
class RestartOnH2Test extends RestartContract {

    RestartOnH2Test() {
        super(TestDatabase.H2);
    }
}
