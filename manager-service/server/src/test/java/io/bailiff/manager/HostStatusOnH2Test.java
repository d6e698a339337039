// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

class HostStatusOnH2Test extends HostStatusContract {

    HostStatusOnH2Test() {
        super(TestDatabase.H2);
    }
}
