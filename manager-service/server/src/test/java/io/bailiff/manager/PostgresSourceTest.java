// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which PostgreSQL a test run uses. */
class PostgresSourceTest {

    @ParameterizedTest
    @CsvSource({
        "'', true, CONTAINER",
        "'', false, EMBEDDED",
        "container, true, CONTAINER",
        "Container, true, CONTAINER",
        "embedded, true, EMBEDDED",
        "embedded, false, EMBEDDED"
    })
    void theSourceIsTheOneThatIsWantedOrThatIsThere(String wanted, boolean engineAnswers, PostgresSource source) {
        assertThat(PostgresSource.choose(wanted, () -> engineAnswers)).isEqualTo(source);
    }

    @Test
    void aContainerThatIsWantedIsNotReplacedByAnotherServer() {
        assertThatIllegalStateException().isThrownBy(() -> PostgresSource.choose("container", () -> false));
    }

    @Test
    void anUnknownWishIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> PostgresSource.choose("mysql", () -> true));
    }
}
