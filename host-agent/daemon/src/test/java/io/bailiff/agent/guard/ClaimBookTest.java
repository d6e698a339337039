// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import static io.bailiff.agent.guard.ClaimStoreTest.claim;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bailiff.agent.api.ClaimReport.Status;
import io.bailiff.agent.guard.ClaimBook.Changed;
import io.bailiff.agent.state.CountedDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClaimBookTest {

    @TempDir
    Path state;

    private final Map<String, HeldClaim> claims = new LinkedHashMap<>();
    private final FailingDisk files = new FailingDisk();

    @Test
    void aLaterAgentReadsEveryChangeInTheOrderOfTheFirstStoring() throws IOException {
        ClaimBook book = opened();
        hold(book, "1");
        hold(book, "2");
        hold(book, "3");
        end(book, "1");
        drop(book, "2");

        assertThat(opened().read()).isEqualTo(claims);
        assertThat(List.copyOf(opened().read().keySet())).containsExactly("1", "3");
    }

    @Test
    void aChangeCostsOneLineWhateverTheNumberOfClaims() throws IOException {
        ClaimBook book = opened();
        for (int number = 0; number < 200; number++) {
            hold(book, "claim-" + number);
        }
        files.written.set(0);

        hold(book, "claim-200");

        assertThat(files.written.get()).isLessThan(1000);
    }

    @Test
    void theFilesStaySmallHoweverManyClaimsComeAndGo() throws IOException {
        ClaimBook book = opened();
        for (int number = 0; number < 2000; number++) {
            hold(book, "claim");
            drop(book, "claim");
        }

        assertThat(files.read(state.resolve("claims.json"))).hasSizeLessThan(2_000);
        assertThat(Files.exists(state.resolve("claims.changes")) ? Files.size(state.resolve("claims.changes")) : 0)
                .isLessThan(200_000);
        assertThat(opened().read()).isEmpty();
    }

    @Test
    void aLineWithoutAnEndIsAChangeThatHasNotReturned() throws IOException {
        ClaimBook book = opened();
        hold(book, "1");
        hold(book, "2");
        hold(book, "3");
        Path changes = state.resolve("claims.changes");
        byte[] all = Files.readAllBytes(changes);
        Files.writeString(changes, new String(all, 0, all.length - 7, UTF_8));
        claims.remove("3");

        ClaimBook next = opened();
        assertThat(next.read()).isEqualTo(claims);
        hold(next, "4");

        assertThat(opened().read()).isEqualTo(claims);
    }

    @Test
    void changesBeforeTheWholeBookHaveNoEffectAfterIt() throws IOException {
        ClaimBook book = opened();
        hold(book, "1");
        hold(book, "2");
        byte[] older = Files.readAllBytes(state.resolve("claims.changes"));
        ClaimBook next = opened();
        next.read();
        end(next, "2");
        Files.write(state.resolve("claims.changes"), older);

        assertThat(opened().read()).isEqualTo(claims);
    }

    @Test
    void claimsOfAnotherBootAreDropped() throws IOException {
        ClaimBook book = opened();
        hold(book, "1");
        hold(book, "2");

        assertThat(new ClaimBook(state, files, "boot-2").read()).isEmpty();
    }

    @Test
    void theFileOfAnOlderAgentIsRead() throws IOException {
        hold(opened(), "1");
        Path file = state.resolve("claims.json");
        Files.writeString(file, Files.readString(file).replaceFirst(",\"generation\":1|\"generation\":1,", ""));
        assertThat(Files.readString(file)).doesNotContain("generation");

        ClaimBook next = opened();
        assertThat(next.read()).isEqualTo(claims);
        hold(next, "2");

        assertThat(opened().read()).isEqualTo(claims);
    }

    @Test
    void aHeldWriteIsReadWithItsText() throws IOException {
        String text = "0000:02:01.1\n\0\u00ff\"";
        ClaimBook book = opened();
        put(book, new HeldClaim(claim("write", Status.HELD, 5L).report(), 5L, 7, text));

        HeldClaim read = Objects.requireNonNull(opened().read().get("write"));

        assertThat(read).isEqualTo(claims.get("write"));
        assertThat(read.isWrite()).isTrue();
        assertThat(read.written()).isEqualTo(text);
    }

    @Test
    void aHeldClaimOfAnOlderAgentIsAHeldOpen() throws IOException {
        hold(opened(), "1");
        Path file = state.resolve("claims.json");
        Files.writeString(file, Files.readString(file).replaceFirst(",\"written\":null|\"written\":null,", ""));
        assertThat(Files.readString(file)).doesNotContain("written");

        HeldClaim read = Objects.requireNonNull(opened().read().get("1"));

        assertThat(read.isWrite()).isFalse();
        assertThat(read.ticket()).isEqualTo(5L);
    }

    @Test
    void afterAFailedAppendTheBookIsWrittenWhole() throws IOException {
        ClaimBook book = opened();
        hold(book, "1");
        files.appendFails = true;
        hold(book, "2");
        files.appendFails = false;
        hold(book, "3");

        assertThat(opened().read()).isEqualTo(claims);
    }

    @Test
    void aDiskThatTakesNothingFailsTheChangeAndTheNextChangeStoresBoth() throws IOException {
        ClaimBook book = opened();
        hold(book, "1");
        files.appendFails = true;
        files.writeFails = true;
        assertThatThrownBy(() -> hold(book, "2")).isInstanceOf(IOException.class);
        files.appendFails = false;
        files.writeFails = false;
        hold(book, "3");

        assertThat(opened().read()).isEqualTo(claims).containsKeys("1", "2", "3");
    }

    @Test
    void aMalformedLineNamesItsFile() throws IOException {
        ClaimBook book = opened();
        hold(book, "1");
        Files.writeString(state.resolve("claims.changes"), "no change\n");

        assertThatThrownBy(() -> opened().read()).hasMessageContaining("claims.changes");
    }

    private ClaimBook opened() throws IOException {
        ClaimBook book = new ClaimBook(state, files, "boot-1");
        book.read();
        return book;
    }

    private void hold(ClaimBook book, String id) throws IOException {
        put(book, claim(id, Status.HELD, 5L));
    }

    private void end(ClaimBook book, String id) throws IOException {
        put(book, claim(id, Status.WITHDRAWN, null));
    }

    private void put(ClaimBook book, HeldClaim claim) throws IOException {
        claims.put(claim.report().id(), claim);
        book.store(new Changed(List.of(claim), List.of()), claims.values());
    }

    private void drop(ClaimBook book, String id) throws IOException {
        claims.remove(id);
        book.store(new Changed(List.of(), List.of(id)), claims.values());
    }

    /** A disk that takes only a part of the text of an append that fails. */
    private static final class FailingDisk extends CountedDisk {

        private boolean appendFails;
        private boolean writeFails;

        @Override
        public void append(Path file, String text) throws IOException {
            super.append(file, appendFails ? text.substring(0, text.length() / 2) : text);
            if (appendFails) {
                throw new IOException("No space left on device");
            }
        }

        @Override
        public void write(Path file, String text) throws IOException {
            if (writeFails) {
                throw new IOException("No space left on device");
            }
            super.write(file, text);
        }
    }
}
