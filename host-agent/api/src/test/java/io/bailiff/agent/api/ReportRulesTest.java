// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.agent.api.ClaimReport.Status;
import io.bailiff.agent.api.limit.Entries;
import io.bailiff.agent.api.limit.LimitCheck;
import io.bailiff.agent.api.limit.Range;
import io.bailiff.agent.api.limit.SelfChecked;
import io.bailiff.agent.api.limit.Shortening;
import io.bailiff.agent.api.limit.Text;
import io.bailiff.agent.api.limit.TextRewrite;
import io.bailiff.agent.api.limit.Violation;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReportRulesTest {

    private static Optional<String> field(HostReport report) {
        return ReportRules.firstViolation(report).map(Violation::field);
    }

    @Test
    void aUsualReportBreaksNoRule() {
        assertThat(ReportRules.firstViolation(SampleReport.withClaims(3))).isEmpty();
    }

    @Test
    void everyTextListAndNumberOfAReportHasALimit() {
        List<String> without = new ArrayList<>();
        Set<Class<?>> seen = new HashSet<>();
        collect(HostReport.class, seen, without);
        assertThat(without).isEmpty();
        assertThat(seen).contains(FunctionReport.class, Claimant.Parent.class, GroupUse.Holder.class, Dependent.class);
    }

    private static void collect(Class<?> type, Set<Class<?>> seen, List<String> without) {
        if (!seen.add(type) || type.isAnnotationPresent(SelfChecked.class)) {
            return;
        }
        for (RecordComponent component : type.getRecordComponents()) {
            String name = type.getSimpleName() + "." + component.getName();
            Class<?> content = component.getType();
            if (List.class.equals(content)) {
                require(component.isAnnotationPresent(Entries.class), name + ": entries", without);
                content = entry(component.getGenericType());
            }
            if (content.isRecord()) {
                collect(content, seen, without);
            }
            require(content != String.class || component.isAnnotationPresent(Text.class), name, without);
            boolean number = content == int.class || content == long.class || Number.class.isAssignableFrom(content);
            require(!number || component.isAnnotationPresent(Range.class), name, without);
        }
    }

    private static Class<?> entry(Type list) {
        return (Class<?>) ((ParameterizedType) list).getActualTypeArguments()[0];
    }

    private static void require(boolean fulfilled, String name, List<String> without) {
        if (!fulfilled) {
            without.add(name);
        }
    }

    @Test
    void aTextBeyondItsLimitIsAViolationOfItsField() {
        HostReport report = SampleReport.withClaims(2);
        ClaimReport claim = report.claims().get(1);
        ClaimReport longer = new ClaimReport(
                claim.id(),
                claim.kind(),
                claim.groups(),
                claim.function(),
                claim.file(),
                "x".repeat(4097),
                claim.claimant(),
                claim.status(),
                claim.message(),
                claim.madeAt(),
                claim.since());
        assertThat(field(report.withClaims(List.of(report.claims().get(0), longer))))
                .contains("claims[1].what");
    }

    @Test
    void aNulAndHalfOfASurrogatePairAreViolationsOfATextThatIsCompared() {
        assertThat(isAllowed("a\0b")).isFalse();
        assertThat(isAllowed("a\ud83d")).isFalse();
        assertThat(isAllowed("\udca9a")).isFalse();
        assertThat(isAllowed("\ud83d\udca9")).isTrue();
        assertThat(field(problem(SampleReport.withClaims(0), "a\0b"))).isEmpty();
    }

    private static boolean isAllowed(String operation) {
        return LimitCheck.firstViolation(
                        new OrderOutcome(operation, OrderOutcome.Status.DONE, "done", SampleReport.NOON))
                .isEmpty();
    }

    private static HostReport problem(HostReport report, String text) {
        return report.with(report.groups(), report.ungrouped(), List.of(text));
    }

    @Test
    void aTimeOutsideOfTheYearsOfThisMillenniumsIsAViolation() {
        ClaimReport claim = SampleReport.withClaims(1).claims().get(0);
        ClaimReport late = new ClaimReport(
                claim.id(),
                claim.kind(),
                claim.groups(),
                claim.function(),
                claim.file(),
                claim.what(),
                claim.claimant(),
                claim.status(),
                claim.message(),
                claim.madeAt(),
                Instant.MAX);
        assertThat(field(SampleReport.withClaims(0).withClaims(List.of(late)))).contains("claims[0].since");
    }

    @Test
    void anEntryWithTheIdOfAnotherEntryIsAViolation() {
        HostReport report = SampleReport.withClaims(2);
        ClaimReport first = report.claims().get(0);
        assertThat(field(report.withClaims(List.of(first, first)))).contains("claims[1].id");
        IommuGroupReport group = report.groups().get(0);
        assertThat(field(report.with(List.of(group, group), List.of(), List.of())))
                .contains("groups[1].fingerprint");
        HealthEvent event = report.health().get(0);
        assertThat(field(report.withFindings(report.unknowns(), report.answers(), List.of(event, event))))
                .contains("health[1].id");
    }

    @Test
    void idsOfClaimsThatDifferInCaseAloneAreTheSameId() {
        ClaimReport claim = SampleReport.withClaims(1).claims().get(0);
        List<ClaimReport> both =
                List.of("abcdef00-0000-0000-0000-000000000000", "ABCDEF00-0000-0000-0000-000000000000").stream()
                        .map(id -> withId(claim, id))
                        .toList();
        assertThat(both.get(0).id().toUpperCase(Locale.ROOT))
                .isEqualTo(both.get(1).id());
        assertThat(field(SampleReport.withClaims(0).withClaims(both))).contains("claims[1].id");
    }

    private static ClaimReport withId(ClaimReport claim, String id) {
        return new ClaimReport(
                id,
                claim.kind(),
                claim.groups(),
                claim.function(),
                claim.file(),
                claim.what(),
                claim.claimant(),
                Status.HELD,
                claim.message(),
                claim.madeAt(),
                claim.since());
    }

    @Test
    void moreClaimsThanAllowedAreAViolation() {
        assertThat(field(SampleReport.withClaims(HostReport.MOST_CLAIMS))).isEmpty();
        assertThat(field(SampleReport.withClaims(HostReport.MOST_CLAIMS + 1))).contains("claims");
    }

    @Test
    void aShortenedReportIsWithinTheLimits() {
        HostReport report = problem(SampleReport.withClaims(1), "\0\ud83d" + "x".repeat(9999));
        HostReport shortened = new Shortening(Integer.MAX_VALUE, Integer.MAX_VALUE).of(report);
        assertThat(ReportRules.firstViolation(shortened)).isEmpty();
        assertThat(shortened.problems().get(0))
                .hasSize(4096)
                .startsWith("\ufffd\ufffdx")
                .endsWith("…");
        assertThat(shortened.claims()).isEqualTo(report.claims());
    }

    @Test
    void aStricterShorteningKeepsNamesAndTheMembersOfGroups() {
        HostReport report = SampleReport.withClaims(2);
        HostReport many = report.with(report.groups(), report.ungrouped(), Collections.nCopies(30, "a long problem"));
        Shortening strict = new Shortening(4, 1);
        HostReport shortened = strict.of(many);
        IommuGroupReport group = shortened.groups().get(0);
        assertThat(group.members()).hasSize(1);
        assertThat(group.members().get(0).driver()).isEqualTo("vfio-pci");
        assertThat(group.members().get(0).model()).isEqualTo("Int…");
        assertThat(group.use().holders().get(0).guest()).isEqualTo("web1");
        assertThat(shortened.claims()).hasSize(2);
        assertThat(shortened.problems()).containsExactly("a l…");
        assertThat(strict.notes()).containsExactly("problems (29 left out)");
    }

    @Test
    void aReportWithoutAnythingToCutStaysTheSameObject() {
        HostReport report = SampleReport.withClaims(3);
        assertThat(new Shortening(Integer.MAX_VALUE, Integer.MAX_VALUE).of(report))
                .isSameAs(report);
        assertThat(new TextRewrite(Printable::text).of(report)).isSameAs(report);
    }

    @Test
    void theTextsForPeopleAreRewrittenAndTheNamesAreNot() {
        HostReport report = SampleReport.withClaims(1);
        HostReport rewritten = new TextRewrite(text -> "*").of(report);
        assertThat(rewritten.problems()).containsExactly("*");
        assertThat(rewritten.claims().get(0).claimant())
                .isNotNull()
                .extracting(Claimant::command)
                .isEqualTo("*");
        assertThat(rewritten.claims().get(0).id())
                .isEqualTo(report.claims().get(0).id());
        assertThat(rewritten.groups().get(0).use().holders().get(0).guest()).isEqualTo("web1");
        assertThat(rewritten.unknowns()).isEqualTo(report.unknowns());
    }
}
