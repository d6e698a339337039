// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.agent.host.OpenInterceptor.Access;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** On texts of {@code /proc/TID/syscall}, most of them seen on 6.18. */
class OpenCallTest {

    private static final long ADDRESS = 0x7ffc0978_78a8L;

    /** The arguments after the third, the stack pointer and the instruction pointer. */
    private static final String REST = " 0x0 0x0 0x7ffd31bc81e0 0x7ffd31bc81e0 0x7f3f8ac67011";

    @ParameterizedTest
    @CsvSource({
        "257 0xffffff9c 0x7ffd31bc9ae3 0x0, READS",
        "257 0xffffff9c 0x7ffd31bc9ae3 0x80000, READS",
        "257 0xffffff9c 0x56046300d2c0 0x241, WRITES",
        "257 0xffffff9c 0x56046300d2c0 0x80002, WRITES",
        "257 0xffffff9c 0x56046300d2c0 0x200, WRITES",
        "257 0xffffff9c 0x56046300d2c0 0xdeadbeef00000000, READS",
        "2 0x7fff0000 0x0 0x1, READS",
        "2 0x7fff0000 0x1 0x0, WRITES",
        "85 0x7fff0000 0x1a4 0x0, WRITES",
        "304 0x3 0x55b60be09870 0x0, READS",
        "304 0x3 0x55b60be09870 0x1, WRITES",
    })
    void theFlagsOfAnX86ProgramAreFound(String call, Access access) {
        assertThat(onX86(call + REST)).isEqualTo(access);
    }

    @ParameterizedTest
    @CsvSource({
        "5 0xffe20af1 0x8000 0x0, READS",
        "5 0xffe20af1 0x1 0x0, WRITES",
        "295 0xffffff9c 0xffe20af1 0x8000, READS",
        "295 0xffffff9c 0xffe20af1 0x2, WRITES",
        "8 0xffe20af1 0x1a4 0x0, WRITES",
        "342 0x3 0xffe20af1 0x0, READS",
    })
    void theFlagsOfA32BitProgramAreFound(String call, Access access) {
        assertThat(onX86(call + " 0x0 0xffe20af1 0xffe1f7ac 0xffe1f7a0 0x804901d"))
                .isEqualTo(access);
    }

    @ParameterizedTest
    @CsvSource({
        "56 0xffffff9c 0x7ffd31bc9ae3 0x0, READS",
        "56 0xffffff9c 0x7ffd31bc9ae3 0x1, WRITES",
        "265 0x3 0x55b60be09870 0x0, READS",
        "257 0xffffff9c 0x7ffd31bc9ae3 0x0, UNKNOWN",
    })
    void theFlagsOfAnArmProgramAreFound(String call, Access access) {
        assertThat(new OpenCall("aarch64", new Texts(call + REST)).of(1)).isEqualTo(access);
    }

    @Test
    void theFlagsOfOpenat2AreReadFromTheMemoryOfTheProgram() {
        String call = "437 0xffffff9c 0x55f6e48db0e0 0x" + Long.toHexString(ADDRESS) + REST;
        Texts texts = new Texts(call, call, call);
        texts.memory = Optional.of(0L);
        assertThat(new OpenCall("amd64", texts).of(1)).isEqualTo(Access.READS);
        texts.memory = Optional.of(1L);
        assertThat(new OpenCall("amd64", texts).of(1)).isEqualTo(Access.WRITES);
        texts.memory = Optional.empty();
        assertThat(new OpenCall("amd64", texts).of(1)).isEqualTo(Access.UNKNOWN);
    }

    @ParameterizedTest
    @CsvSource({
        "426 0x3 0x1 0x1 0x1 0x0 0x0 0x7ffcba544c98 0x7fc354120829",
        "59 0x56046300ceb0 0x56046300ccd0 0x560462fd7ba0 0x1 0x7 0x0 0x7ffe3e953c58 0x7fddc1239ad7",
        "1073742081 0xffffff9c 0x7ffd31bc9ae3 0x0 0x0 0x0 0x0 0x7ffd31bc81e0 0x7f3f8ac67011",
        "-1 0x7ffd31bc81e0 0x7f3f8ac67011",
        "''",
    })
    void everyOtherCallIsUnknown(String call) {
        assertThat(onX86(call)).isEqualTo(Access.UNKNOWN);
    }

    @Test
    void aWorkerOfTheKernelWithACopyOfAnOpenIsUnknown() {
        assertThat(onX86("257 0xffffff9c 0x7ffd31bc9ae3 0x0 0x0 0x0 0x0 0x0 0x0"))
                .isEqualTo(Access.UNKNOWN);
    }

    @Test
    void aThreadThatMustNotBeLookedAtIsUnknown() {
        assertThat(new OpenCall("amd64", new Texts()).of(1)).isEqualTo(Access.UNKNOWN);
    }

    @Test
    void noCallIsKnownOnAnotherArchitecture() {
        assertThat(new OpenCall("riscv64", new Texts("56 0xffffff9c 0x7ffd31bc9ae3 0x0" + REST)).of(1))
                .isEqualTo(Access.UNKNOWN);
    }

    @Test
    void aThreadThatDoesNotSleepYetIsLookedAtAgainButNotForEver() {
        String call = "257 0xffffff9c 0x7ffd31bc9ae3 0x0" + REST;
        assertThat(new OpenCall("amd64", new Texts("running", "running", call)).of(1))
                .isEqualTo(Access.READS);
        String[] running = new String[1000];
        Arrays.fill(running, "running");
        assertThat(new OpenCall("amd64", new Texts(running)).of(1)).isEqualTo(Access.UNKNOWN);
    }

    @Test
    void aLookAtOnceDoesNotWaitForAThreadThatDoesNotSleepYet() {
        String call = "257 0xffffff9c 0x7ffd31bc9ae3 0x0" + REST;
        OpenCall calls = new OpenCall("amd64", new Texts("running", call));
        assertThat(calls.atOnce(1)).isEmpty();
        assertThat(calls.atOnce(1)).contains(Access.READS);
        assertThat(new OpenCall("amd64", new Texts()).atOnce(1)).contains(Access.UNKNOWN);
    }

    private static Access onX86(String call) {
        return new OpenCall("amd64", new Texts(call)).of(1);
    }

    /** The texts of a thread, look by look. */
    private static final class Texts extends ThreadFiles {

        private final Deque<String> calls;
        private Optional<Long> memory = Optional.empty();

        Texts(String... calls) {
            this.calls = new ArrayDeque<>(List.of(calls));
        }

        @Override
        Optional<String> read(long thread, String name) {
            assertThat(name).isEqualTo("syscall");
            return Optional.ofNullable(calls.poll());
        }

        @Override
        Optional<Long> number(long thread, long address) {
            assertThat(address).isEqualTo(ADDRESS);
            return memory;
        }

        @Override
        void pause(long nanos) {
            // The next text is there already.
        }
    }
}
