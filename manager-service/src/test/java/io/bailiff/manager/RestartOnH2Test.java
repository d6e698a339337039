package io.bailiff.manager;

class RestartOnH2Test extends RestartContract {

    RestartOnH2Test() {
        super(TestDatabase.H2);
    }
}
