package io.bailiff.manager;

class RaceOnPostgresqlTest extends RaceContract {

    RaceOnPostgresqlTest() {
        super(TestDatabase.POSTGRESQL);
    }
}
