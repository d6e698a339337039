// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

class HealthOnH2Test extends HealthContract {

    HealthOnH2Test() {
        super(TestDatabase.H2);
    }
}
