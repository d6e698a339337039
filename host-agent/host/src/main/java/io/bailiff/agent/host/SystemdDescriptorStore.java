// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * systemd's file descriptor store (sd_notify(3), FDSTORE=1). The service manager keeps the descriptor while the service
 * restarts, and passes the descriptor to the next process like a socket (sd_listen_fds(3)). The unit must have
 * {@code FileDescriptorStoreMax=3} and {@code NotifyAccess=main}. Otherwise systemd drops the descriptor and reports the drop
 * only in systemd's own log, so the store checks the files of process 1.
 */
final class SystemdDescriptorStore implements DescriptorStore {

    private static final Logger LOG = LoggerFactory.getLogger(SystemdDescriptorStore.class);
    private static final int FIRST_PASSED = 3;
    private static final Path PROCESS_ONE = Path.of("/proc/1");

    // struct msghdr and struct cmsghdr on 64-bit Linux.
    private static final int MSGHDR = 56;
    private static final int CMSGHDR = 16;
    private static final int SOCKADDR_UN = 110;

    private final String service;
    private final Map<String, String> environment;
    private final Path manager;
    private final KeptDescriptor kind;
    private boolean passed;
    private boolean ended;
    /** The reason for a missing descriptor; null while the files of process 1 decide. */
    private @Nullable String problem = "systemd was not asked";

    /**
     * @param service the address of systemd's notification socket
     * @param environment the variables set by systemd for the current process
     * @param manager systemd's folder in /proc
     * @param kind the kind of the stored descriptor
     */
    SystemdDescriptorStore(String service, Map<String, String> environment, Path manager, KeptDescriptor kind) {
        this.kind = kind;
        this.service = service;
        this.environment = environment;
        this.manager = manager;
    }

    SystemdDescriptorStore(String service, KeptDescriptor kind) {
        this(service, System.getenv(), PROCESS_ONE, kind);
    }

    @Override
    public Optional<Integer> takeBack() {
        if (!Long.toString(ProcessHandle.current().pid()).equals(environment.get("LISTEN_PID"))) {
            return Optional.empty();
        }
        String names = environment.get("LISTEN_FDNAMES");
        List<String> all = names == null ? List.of() : Arrays.asList(names.split(":", -1));
        int place = all.indexOf(kind.systemdName());
        if (place < 0) {
            return Optional.empty();
        }
        int descriptor = FIRST_PASSED + place;
        LibcEvents.fcntl(descriptor, LibcEvents.F_SETFD, LibcEvents.FD_CLOEXEC);
        passed = true;
        return Optional.of(descriptor);
    }

    @Override
    public void keep(int descriptor) {
        try {
            // systemd still has a descriptor that systemd has passed; storing the descriptor again would exceed the
            // maximum.
            if (!passed) {
                send("FDSTORE=1\n" + name(), descriptor);
            }
            problem = null;
            ended = false;
        } catch (LastErrorException failure) {
            problem = "cannot send the descriptor to systemd, errno " + failure.getErrorCode();
            LOG.error(
                    "cannot store a descriptor in systemd descriptor={} error=errno {}: {}",
                    kind.systemdName(),
                    failure.getErrorCode(),
                    kind.lossOf());
        }
    }

    /** Since systemd 236 (sd_notify(3), FDSTOREREMOVE=1). */
    @Override
    public void drop() {
        int nothing = Libc.open("/dev/null", Libc.READ_ONLY | Libc.CLOSE_ON_EXEC);
        try {
            send("FDSTOREREMOVE=1\n" + name(), nothing);
        } catch (LastErrorException failure) {
            LOG.error(
                    "cannot drop a descriptor in systemd descriptor={} error=errno {}: readers wait while no agent runs",
                    kind.systemdName(),
                    failure.getErrorCode());
        } finally {
            Libc.close(nothing);
        }
        passed = false;
        problem = "the descriptor is not to be stored";
    }

    private String name() {
        return "FDNAME=" + kind.systemdName();
    }

    /** Sends one datagram with the text and the descriptor (unix(7), SCM_RIGHTS). */
    private void send(String message, int descriptor) {
        byte[] words = message.getBytes(StandardCharsets.UTF_8);
        byte[] address = address(service);
        int socket = LibcEvents.socket(LibcEvents.AF_UNIX, LibcEvents.SOCK_DGRAM | Libc.CLOSE_ON_EXEC, 0);
        try (Memory memory = new Memory(256L + SOCKADDR_UN + words.length)) {
            memory.clear();
            long name = MSGHDR;
            long vector = name + SOCKADDR_UN + 2;
            long control = vector + 16;
            long data = control + CMSGHDR + 8;
            memory.write(name, address, 0, address.length);
            memory.write(data, words, 0, words.length);
            memory.setPointer(vector, memory.share(data));
            memory.setLong(vector + 8, words.length);
            memory.setLong(control, CMSGHDR + 4L);
            memory.setInt(control + 8, LibcEvents.SOL_SOCKET);
            memory.setInt(control + 12, LibcEvents.SCM_RIGHTS);
            memory.setInt(control + CMSGHDR, descriptor);
            memory.setPointer(0, memory.share(name));
            memory.setInt(8, address.length);
            memory.setPointer(16, memory.share(vector));
            memory.setLong(24, 1);
            memory.setPointer(32, memory.share(control));
            memory.setLong(40, CMSGHDR + 8L);
            LibcEvents.sendmsg(socket, memory, 0);
        } finally {
            Libc.close(socket);
        }
    }

    /** Returns a {@code struct sockaddr_un}; an address with a leading @ is an abstract name. */
    private static byte[] address(String service) {
        byte[] path = service.getBytes(StandardCharsets.UTF_8);
        byte[] address = new byte[2 + path.length + (service.startsWith("@") ? 0 : 1)];
        address[0] = LibcEvents.AF_UNIX;
        System.arraycopy(path, 0, address, 2, path.length);
        if (service.startsWith("@")) {
            address[2] = 0;
        }
        return address;
    }

    /**
     * Leaves the descriptor with systemd. systemd drops the descriptor when the service stops, and keeps the descriptor when
     * the service restarts; only systemd knows the kind of the stop.
     */
    @Override
    public void end() {
        // The next descriptor is another one, and systemd drops an old FUSE connection that has ended.
        passed = false;
        problem = null;
        ended = true;
    }

    @Override
    public String text() {
        return ended ? "systemd, until the service is stopped" : DescriptorStore.text(problem(), "systemd");
    }

    @Override
    public Optional<String> problem() {
        if (problem != null || ended || keeps(manager, kind)) {
            return Optional.ofNullable(problem);
        }
        return Optional.of(
                "systemd has not stored the descriptor; the unit needs FileDescriptorStoreMax=3 and NotifyAccess=main");
    }

    /** Returns true if the machine's systemd holds an interceptor. */
    static boolean keeps(KeptDescriptor kind) {
        return keeps(PROCESS_ONE, kind);
    }

    private static boolean keeps(Path manager, KeptDescriptor kind) {
        try (Stream<Path> descriptors = Files.list(manager.resolve("fd"))) {
            // In a container process 1 may be the agent.
            return Files.readString(manager.resolve("comm")).strip().equals("systemd")
                    && descriptors.anyMatch(kind::isReadable);
        } catch (IOException e) {
            LOG.debug("cannot read the descriptors of process 1 error={}", e.getMessage());
            return false;
        }
    }
}
