// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

class GoneGroupOnH2Test extends GoneGroupContract {

    GoneGroupOnH2Test() {
        super(TestDatabase.H2);
    }
}
