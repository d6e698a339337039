// SPDX-License-Identifier: Apache-2.0
package io.bailiff.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShapeTest {

    @ParameterizedTest
    @CsvSource({
        "id 23228874-4258-4064-85ee-dbad11fce247,       id 96ea9041-9929-4be2-8d84-20215f8a588c",
        "seen at 2026-11-22T10:26:14.152649670Z,        seen at 2027-01-01T00:00:00Z",
        "10:26:14.152 manager,                          23:59:59.9 manager",
        "2743 ms echo,                                  3 ms echo",
        "bash (process 4711),                           bash (process 3)",
        "http://127.0.0.1:8440/api,                     http://127.0.0.1:35123/api",
        "localhost:7990,                                localhost:41234"
    })
    void aValueThatDiffersFromRunToRunIsIgnored(String shown, String printed) {
        assertThat(Shape.same(List.of(shown), List.of(printed))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "ACTIVE,                 FAILED",
        "0000:02:01.0,           0000:02:01.1",
        "it has 60 s,            it has 61 s",
        "2743 ms echo,           2743 s echo",
        "web1 is asked,          web1 is  asked",
        "127.0.0.1:8440,         localhost:8440"
    })
    void everyOtherDifferenceCounts(String shown, String printed) {
        assertThat(Shape.same(List.of(shown), List.of(printed))).isFalse();
    }

    @Test
    void missingAdditionalAndReorderedLinesCount() {
        assertThat(Shape.same(List.of("a", "b"), List.of("a", "b"))).isTrue();
        assertThat(Shape.same(List.of("a", "b"), List.of("a"))).isFalse();
        assertThat(Shape.same(List.of("a"), List.of("a", "b"))).isFalse();
        assertThat(Shape.same(List.of("a", "b"), List.of("b", "a"))).isFalse();
        assertThat(Shape.same(List.of(), List.of("a"))).isFalse();
    }

    @Test
    void threeDotsStandForAnyLinesIncludingNone() {
        List<String> shown = List.of("a", "...", "z");
        assertThat(Shape.same(shown, List.of("a", "z"))).isTrue();
        assertThat(Shape.same(shown, List.of("a", "b", "c", "z"))).isTrue();
        assertThat(Shape.same(shown, List.of("a", "b", "c"))).isFalse();
        assertThat(Shape.same(shown, List.of("b", "z"))).isFalse();
    }
}
