package io.bailiff.manager;

class RestartOnPostgresqlTest extends RestartContract {

    RestartOnPostgresqlTest() {
        super(TestDatabase.POSTGRESQL);
    }
}
