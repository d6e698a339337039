package io.bailiff.manager;

import org.junit.jupiter.api.Tag;

@Tag("slow")
class RestartOnPostgresqlTest extends RestartContract {

    RestartOnPostgresqlTest() {
        super(TestDatabase.POSTGRESQL);
    }
}
