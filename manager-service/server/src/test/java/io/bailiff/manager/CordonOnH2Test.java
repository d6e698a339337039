package io.bailiff.manager;

class CordonOnH2Test extends CordonContract {

    CordonOnH2Test() {
        super(TestDatabase.H2);
    }
}
