package io.bailiff.manager;

class LifecycleOnPostgresqlTest extends LifecycleContract {

    LifecycleOnPostgresqlTest() {
        super(TestDatabase.POSTGRESQL);
    }
}
