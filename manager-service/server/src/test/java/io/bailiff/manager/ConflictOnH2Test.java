// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

class ConflictOnH2Test extends ConflictContract {

    ConflictOnH2Test() {
        super(TestDatabase.H2);
    }
}
