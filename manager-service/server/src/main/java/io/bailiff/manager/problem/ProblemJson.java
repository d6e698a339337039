// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.problem;

import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Writes the body of a problem where no endpoint does. */
@Component
public class ProblemJson {

    private final JsonMapper json;

    ProblemJson(JsonMapper json) {
        this.json = json;
    }

    /** Returns the body as JSON in UTF-8. */
    public byte[] of(Problem problem) {
        return json.writeValueAsBytes(problem.body());
    }
}
