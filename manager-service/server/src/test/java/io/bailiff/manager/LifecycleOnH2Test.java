package io.bailiff.manager;

class LifecycleOnH2Test extends LifecycleContract {

    LifecycleOnH2Test() {
        super(TestDatabase.H2);
    }
}
