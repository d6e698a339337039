// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.agent.api.ClaimReport;
import io.bailiff.agent.api.Claimant;
import io.bailiff.agent.api.ConflictBehaviour;
import io.bailiff.agent.api.FunctionKind;
import io.bailiff.agent.api.FunctionReport;
import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.GroupState;
import io.bailiff.agent.api.GroupUse;
import io.bailiff.agent.api.GuardReport;
import io.bailiff.agent.api.HostReport;
import io.bailiff.agent.api.IommuGroupReport;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.api.Refusal;
import io.bailiff.agent.api.ReportRules;
import io.bailiff.agent.link.ReportFitter.Fitted;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReportFitterTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private static HostReport report(List<IommuGroupReport> groups, List<ClaimReport> claims) {
        return new HostReport(
                NOON,
                1,
                NOON,
                "boot-1",
                "6.1.0",
                ConflictBehaviour.REFUSES,
                groups,
                List.of(),
                List.of(),
                0,
                new GuardReport(GuardReport.Policy.HOLD, true, "systemd", List.of()),
                claims,
                List.of());
    }

    private static IommuGroupReport group(int number, @Nullable String owner, List<Refusal> refusals) {
        FunctionReport function = new FunctionReport(
                new PciAddress(1, number / 256, number % 256 / 8, number % 8),
                FunctionKind.ENDPOINT,
                "8086",
                "154c",
                "8086",
                "0000",
                "020000",
                "Intel Corporation Ethernet Virtual Function 700 Series",
                "iavf",
                null,
                0,
                null);
        return new IommuGroupReport(
                number,
                GroupFingerprint.of(List.of(function)),
                GroupState.WITH_HOST,
                new GroupUse(GroupUse.State.FREE, List.of()),
                List.of(function),
                List.of(),
                refusals,
                List.of(),
                owner,
                List.of(),
                List.of());
    }

    private static Refusal refusal(Refusal.Code code, String reason) {
        return new Refusal(PciAddress.parse("0001:00:00.0"), code, reason, "/proc/1/mountinfo");
    }

    private static ClaimReport claim(String command) {
        return new ClaimReport(
                UUID.randomUUID().toString(),
                ClaimReport.Kind.BIND,
                List.of(new GroupFingerprint("0".repeat(32))),
                null,
                "/sys/bus/pci/drivers/e1000/bind",
                "bind a function to e1000",
                new Claimant(
                        4711,
                        NOON,
                        command,
                        0,
                        null,
                        Collections.nCopies(8, new Claimant.Parent(4700, command)),
                        "/user.slice",
                        null,
                        null),
                ClaimReport.Status.HELD,
                "waits",
                NOON,
                NOON);
    }

    private static void requireAcceptable(Fitted fitted) {
        assertThat(ReportRules.firstViolation(fitted.report())).isEmpty();
        assertThat(fitted.json().getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(HostReport.MOST_BYTES);
    }

    private static Fitted fit(HostReport report) {
        return new ReportFitter(HostReport.MOST_BYTES).fit(report);
    }

    @Test
    void aUsualReportIsSentAsItIs() {
        HostReport report = report(List.of(group(1, null, List.of())), List.of(claim("tee")));
        Fitted fitted = fit(report);
        assertThat(fitted.report()).isSameAs(report);
        assertThat(fitted.notes()).isEmpty();
    }

    @Test
    void twoThousandFiveHundredFunctionsFitCompletely() {
        HostReport report = report(
                IntStream.range(0, 2500)
                        .mapToObj(number -> group(number, null, List.of()))
                        .toList(),
                List.of());
        Fitted fitted = fit(report);
        requireAcceptable(fitted);
        assertThat(fitted.report()).isEqualTo(report);
    }

    @Test
    void aThousandClaimsWithLongCommandLinesAllFit() {
        HostReport report = report(
                List.of(),
                IntStream.range(0, HostReport.MOST_CLAIMS)
                        .mapToObj(number -> claim("/usr/bin/\u4e2d\u6587 ".repeat(400)))
                        .toList());
        Fitted fitted = fit(report);
        requireAcceptable(fitted);
        assertThat(fitted.report().claims()).hasSize(HostReport.MOST_CLAIMS);
        assertThat(fitted.report().claims())
                .allSatisfy(claim -> assertThat(claim.claimant())
                        .extracting(Claimant::command)
                        .asString()
                        .startsWith("/usr/bin/\u4e2d")
                        .endsWith("…"));
    }

    @Test
    void aGroupStaysWithTheHostForItsFirmReasonWhateverIsLeftOut() {
        List<Refusal> many = new java.util.ArrayList<>(
                Collections.nCopies(40, refusal(Refusal.Code.CONSOLE, "a console of the host ".repeat(40))));
        many.add(refusal(Refusal.Code.MOUNTED_FILE_SYSTEM, "sda1 is mounted on /"));
        HostReport report = report(
                IntStream.range(0, 2500)
                        .mapToObj(number -> group(number, null, many))
                        .toList(),
                List.of());
        Fitted fitted = fit(report);
        requireAcceptable(fitted);
        assertThat(fitted.report().groups())
                .hasSize(2500)
                .allSatisfy(group ->
                        assertThat(group.refusals().get(0).code()).isEqualTo(Refusal.Code.MOUNTED_FILE_SYSTEM));
        assertThat(fitted.notes()).singleElement().asString().startsWith("groups.refusals (");
        assertThat(fitted.report().problems().get(0)).contains("groups.refusals (");
    }

    @Test
    void ofTooManyGroupsTheLentGroupsAreReported() {
        int last = 19_999;
        HostReport report = report(
                IntStream.rangeClosed(0, last)
                        .mapToObj(number -> group(number, number == last ? "assignment 1" : null, List.of()))
                        .toList(),
                List.of());
        Fitted fitted = fit(report);
        requireAcceptable(fitted);
        assertThat(fitted.report().groups()).hasSizeBetween(2500, last);
        assertThat(fitted.report().groups().get(0).number()).isEqualTo(last);
        assertThat(fitted.report().problems()).singleElement().asString().contains("groups (");
    }

    @Test
    void aTextWithANulIsSentWithoutTheNul() {
        Fitted fitted = fit(report(List.of(), List.of(claim("a\0b\ud83d"))));
        requireAcceptable(fitted);
        assertThat(fitted.report().claims().get(0).claimant())
                .extracting(Claimant::command)
                .isEqualTo("a\ufffdb\ufffd");
    }
}
