package io.bailiff.manager;

class HostStatusOnH2Test extends HostStatusContract {

    HostStatusOnH2Test() {
        super(TestDatabase.H2);
    }
}
