// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host;

import io.bailiff.agent.host.OpenInterceptor.Access;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Reads from {@code /proc/TID/syscall} with which flags a waiting thread opens a file (proc_pid_syscall in fs/proc/base.c).
 *
 * <p>Any other call is {@link Access#UNKNOWN}: an open by io_uring, by a kernel thread or by execve, a 32-bit program on ARM, and a thread
 * that the agent must not look at (kernel.yama.ptrace_scope is 3).
 *
 * <p>One open is judged wrongly: io_uring may open a file late, at the end of another call of the program's own thread
 * (task_work_run). If the other call opens a file too, the flags of the other call are seen.
 */
final class OpenCall {

    /** The access mode in the flags (O_ACCMODE): all values but O_RDONLY count as writing. The same on all architectures of the table. */
    private static final int ACCESS_MODE = 3;

    /** O_TRUNC; the same on all architectures of the table. */
    private static final int TRUNCATE = 01000;

    /** The pause after the first look at a thread that does not sleep yet; doubles with each look. */
    private static final long FIRST_PAUSE_NANOS = 20_000;

    /** No pause is longer. All pauses together take less than 0.4 s: the thread may have to wait for a processor. */
    private static final long LONGEST_PAUSE_NANOS = 200_000_000;

    private static final String RUNNING = "running";

    /** The words of a thread in a call: the number, six arguments, the stack pointer, the instruction pointer. */
    private static final int WORDS = 9;

    /** The place of the flags in a call that opens a file. */
    private enum Flags {
        SECOND_ARGUMENT,
        THIRD_ARGUMENT,
        /** In the memory at the address of the third argument: the first member of {@code struct open_how}. */
        IN_MEMORY,
        /** O_CREAT, O_WRONLY and O_TRUNC, without an argument. */
        CREAT
    }

    private static final Map<String, Map<Long, Flags>> CALLS = Map.of("amd64", x86(), "aarch64", arm64());

    private final Map<Long, Flags> calls;
    private final ThreadFiles threads;

    /** @param architecture the architecture of the kernel, as {@code os.arch} names it */
    OpenCall(String architecture, ThreadFiles threads) {
        this.calls = CALLS.getOrDefault(architecture, Map.of());
        this.threads = threads;
    }

    /**
     * The numbers of 64-bit and of 32-bit programs (arch/x86/entry/syscalls). One table is enough: under the number of the other kind stands
     * a call that opens nothing.
     */
    private static Map<Long, Flags> x86() {
        Map<Long, Flags> numbers = new HashMap<>();
        numbers.put(2L, Flags.SECOND_ARGUMENT); // open
        numbers.put(85L, Flags.CREAT);
        numbers.put(257L, Flags.THIRD_ARGUMENT); // openat
        numbers.put(304L, Flags.THIRD_ARGUMENT); // open_by_handle_at
        numbers.put(437L, Flags.IN_MEMORY); // openat2, also of 32-bit programs
        numbers.put(5L, Flags.SECOND_ARGUMENT); // open of 32-bit programs
        numbers.put(8L, Flags.CREAT); // of 32-bit programs
        numbers.put(295L, Flags.THIRD_ARGUMENT); // openat of 32-bit programs
        numbers.put(342L, Flags.THIRD_ARGUMENT); // open_by_handle_at of 32-bit programs
        return Map.copyOf(numbers);
    }

    /** The numbers of 64-bit programs (include/uapi/asm-generic/unistd.h). */
    private static Map<Long, Flags> arm64() {
        return Map.of(
                56L, Flags.THIRD_ARGUMENT, // openat
                265L, Flags.THIRD_ARGUMENT, // open_by_handle_at
                437L, Flags.IN_MEMORY); // openat2
    }

    /**
     * Returns the access of a thread that waits in an open. Waits for nothing but the moment in which the thread falls asleep: the kernel
     * reports the open first (fanotify_handle_event in fs/notify/fanotify/fanotify.c), and shows no call of a thread that runs.
     */
    Access of(long thread) {
        Optional<String> call = threads.read(thread, "syscall");
        for (long pause = FIRST_PAUSE_NANOS; isRunning(call) && pause < LONGEST_PAUSE_NANOS; pause *= 2) {
            threads.pause(pause);
            call = threads.read(thread, "syscall");
        }
        return access(thread, call);
    }

    /** Returns the access of a thread that waits in an open, after one look; empty for a thread that does not sleep yet. */
    Optional<Access> atOnce(long thread) {
        Optional<String> call = threads.read(thread, "syscall");
        return isRunning(call) ? Optional.empty() : Optional.of(access(thread, call));
    }

    private Access access(long thread, Optional<String> call) {
        return call.flatMap(text -> flags(thread, text)).map(OpenCall::access).orElse(Access.UNKNOWN);
    }

    private static boolean isRunning(Optional<String> call) {
        return call.filter(RUNNING::equals).isPresent();
    }

    private static Access access(int flags) {
        return (flags & (ACCESS_MODE | TRUNCATE)) == 0 ? Access.READS : Access.WRITES;
    }

    private Optional<Integer> flags(long thread, String call) {
        String[] words = call.split(" ");
        if (words.length != WORDS || isWorker(words)) {
            return Optional.empty();
        }
        Flags place = calls.get(Long.parseLong(words[0]));
        if (place == null) {
            return Optional.empty();
        }
        return switch (place) {
            case SECOND_ARGUMENT -> Optional.of((int) argument(words, 2));
            case THIRD_ARGUMENT -> Optional.of((int) argument(words, 3));
            // Another thread of the program can change the flags after the kernel has copied the flags. Only a deceiver
            // does so, and only root opens control files for writing: no guard stops a root that wants to harm.
            case IN_MEMORY -> threads.number(thread, argument(words, 3)).map(Long::intValue);
            case CREAT -> Optional.of(TRUNCATE);
        };
    }

    /**
     * Returns true for a worker of io_uring, a thread of the kernel. A worker shows the number and the arguments of the call that created the
     * worker, and both pointers as 0 (copy_thread in arch/x86/kernel/process.c).
     */
    private static boolean isWorker(String[] words) {
        return argument(words, WORDS - 2) == 0 && argument(words, WORDS - 1) == 0;
    }

    private static long argument(String[] words, int index) {
        return Long.parseUnsignedLong(words[index].substring("0x".length()), 16);
    }
}
