package io.bailiff.manager;

class CordonOnPostgresqlTest extends CordonContract {

    CordonOnPostgresqlTest() {
        super(TestDatabase.POSTGRESQL);
    }
}
