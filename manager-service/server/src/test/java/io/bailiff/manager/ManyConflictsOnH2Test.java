package io.bailiff.manager;

import org.junit.jupiter.api.Tag;

@Tag("slow")
class ManyConflictsOnH2Test extends ManyConflictsContract {

    ManyConflictsOnH2Test() {
        super(TestDatabase.H2);
    }
}
