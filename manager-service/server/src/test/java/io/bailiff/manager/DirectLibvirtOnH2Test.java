// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

class DirectLibvirtOnH2Test extends DirectLibvirtContract {

    DirectLibvirtOnH2Test() {
        super(TestDatabase.H2);
    }
}
