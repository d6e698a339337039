// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

import org.junit.jupiter.api.Tag;

@Tag("slow")
class LadderKillOnH2Test extends LadderKillContract {

    LadderKillOnH2Test() {
        super(TestDatabase.H2);
    }
}
