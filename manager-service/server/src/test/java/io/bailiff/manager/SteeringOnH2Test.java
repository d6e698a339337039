// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

class SteeringOnH2Test extends SteeringContract {

    SteeringOnH2Test() {
        super(TestDatabase.H2);
    }
}
