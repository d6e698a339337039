// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

import java.util.Locale;
import java.util.function.BooleanSupplier;

/** Where the PostgreSQL server of the tests comes from. */
enum PostgresSource {
    /** A container of PostgreSQL's own image. */
    CONTAINER {
        @Override
        PostgresServer start() {
            return ContainerPostgres.start();
        }
    },
    /** Binaries from a Maven artifact, run as processes of this machine. */
    EMBEDDED {
        @Override
        PostgresServer start() {
            return EmbeddedPostgresServer.start();
        }
    };

    /** The environment variable that chooses a source: {@code container} or {@code embedded}. */
    static final String VARIABLE = "BAILIFF_POSTGRES";

    abstract PostgresServer start();

    /**
     * Chooses the source: the one that is wanted, else a container if a container engine answers, else the embedded binaries.
     *
     * @param wanted the value of {@link #VARIABLE}, or an empty text
     * @param engineAnswers asks for a container engine; not called if the embedded binaries are wanted
     * @throws IllegalStateException if a container is wanted and no engine answers: the run must not test something else than it was
     *     told to
     * @throws IllegalArgumentException if something else is wanted
     */
    static PostgresSource choose(String wanted, BooleanSupplier engineAnswers) {
        return switch (wanted.toLowerCase(Locale.ROOT)) {
            case "" -> engineAnswers.getAsBoolean() ? CONTAINER : EMBEDDED;
            case "container" -> container(engineAnswers);
            case "embedded" -> EMBEDDED;
            default -> throw new IllegalArgumentException(VARIABLE + "=" + wanted + ": write container or embedded");
        };
    }

    private static PostgresSource container(BooleanSupplier engineAnswers) {
        if (!engineAnswers.getAsBoolean()) {
            throw new IllegalStateException(VARIABLE + "=container, but no container engine answers");
        }
        return CONTAINER;
    }
}
