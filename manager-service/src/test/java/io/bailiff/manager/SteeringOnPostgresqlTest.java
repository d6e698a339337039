package io.bailiff.manager;

class SteeringOnPostgresqlTest extends SteeringContract {

    SteeringOnPostgresqlTest() {
        super(TestDatabase.POSTGRESQL);
    }
}
