// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ManagerAddressesTest {

    private static final String NAME = "bailiff.example.org";

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger questions = new AtomicInteger();
    private final AtomicReference<List<String>> answer = new AtomicReference<>(List.of());
    private final ManagerAddresses addresses = new ManagerAddresses(NAME, this::ask, nanos::get);

    @Test
    void aNameThatDoesNotResolveStandsForItself() {
        assertThat(addresses.get()).containsExactly(NAME);
    }

    @Test
    void aNameThatResolvesLaterGivesItsAddresses() {
        addresses.get();
        answer.set(List.of("192.0.2.1", "2001:db8::1"));

        assertThat(addresses.get()).containsExactly("192.0.2.1", "2001:db8::1");
    }

    @Test
    void theAddressesAreKeptForAMinute() {
        answer.set(List.of("192.0.2.1"));
        addresses.get();
        addresses.get();
        assertThat(questions).hasValue(1);

        nanos.addAndGet(Duration.ofMinutes(1).toNanos());
        answer.set(List.of("192.0.2.2"));
        assertThat(addresses.get()).containsExactly("192.0.2.2");
    }

    @Test
    void theLastAddressesStayInForceWhenTheNameNoLongerResolves() {
        answer.set(List.of("192.0.2.1"));
        addresses.get();
        nanos.addAndGet(Duration.ofHours(1).toNanos());
        answer.set(List.of());

        assertThat(addresses.get()).containsExactly("192.0.2.1");
    }

    private List<String> ask(String name) {
        questions.incrementAndGet();
        return Objects.requireNonNull(answer.get());
    }
}
