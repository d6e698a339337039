package io.bailiff.manager;

import org.junit.jupiter.api.Tag;

@Tag("slow")
class LadderKillOnPostgresqlTest extends LadderKillContract {

    LadderKillOnPostgresqlTest() {
        super(TestDatabase.POSTGRESQL);
    }
}
