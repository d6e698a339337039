package io.bailiff.manager.conflict;

import io.bailiff.manager.assignment.Assignment;
import io.bailiff.manager.assignment.Assignments;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Reads what a step needs in one transaction, and once. */
@Component
class Dossiers {

    private final Docket docket;
    private final Assignments assignments;
    private final Claims claims;
    private final Terms terms;

    Dossiers(Docket docket, Assignments assignments, Claims claims, Terms terms) {
        this.docket = docket;
        this.assignments = assignments;
        this.claims = claims;
        this.terms = terms;
    }

    @Transactional(readOnly = true)
    public Optional<Dossier> find(UUID id) {
        return docket.find(id).map(this::read);
    }

    private Dossier read(Conflict conflict) {
        Assignment assignment = assignments.get(conflict.assignment());
        return new Dossier(conflict, assignment, claims.of(conflict.id()), terms.of(conflict, assignment));
    }
}
