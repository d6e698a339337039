// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

class JoinOnH2Test extends JoinContract {

    JoinOnH2Test() {
        super(TestDatabase.H2);
    }
}
