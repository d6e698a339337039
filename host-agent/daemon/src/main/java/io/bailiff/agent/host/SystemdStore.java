package io.bailiff.agent.host;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * systemd's file descriptor store (sd_notify(3), FDSTORE=1): the service manager keeps the descriptor while the service is
 * restarted, and gives it to the next process like a socket (sd_listen_fds(3)). The unit must have
 * {@code FileDescriptorStoreMax=1} and {@code NotifyAccess=main}.
 */
final class SystemdStore implements Survivor {

    private static final Logger LOG = LoggerFactory.getLogger(SystemdStore.class);
    private static final String NAME = "bailiff-guard";
    private static final int FIRST_PASSED = 3;

    // struct msghdr and struct cmsghdr on 64-bit Linux.
    private static final int MSGHDR = 56;
    private static final int CMSGHDR = 16;
    private static final int SOCKADDR_UN = 110;

    private final String service;
    private String text = "nothing: systemd was not asked";

    SystemdStore(String service) {
        this.service = service;
    }

    @Override
    public Optional<Integer> takeBack() {
        if (!Long.toString(ProcessHandle.current().pid()).equals(System.getenv("LISTEN_PID"))) {
            return Optional.empty();
        }
        String names = System.getenv("LISTEN_FDNAMES");
        List<String> passed = names == null ? List.of() : Arrays.asList(names.split(":", -1));
        int place = passed.indexOf(NAME);
        if (place < 0) {
            return Optional.empty();
        }
        int descriptor = FIRST_PASSED + place;
        LibcEvents.fcntl(descriptor, LibcEvents.F_SETFD, LibcEvents.FD_CLOEXEC);
        return Optional.of(descriptor);
    }

    @Override
    public void keep(int descriptor) {
        try {
            send("FDSTORE=1\nFDNAME=" + NAME, descriptor);
            text = "systemd";
        } catch (LastErrorException failure) {
            text = "nothing: systemd does not take the descriptor, errno " + failure.getErrorCode();
            LOG.error("When the agent is killed, what it holds is let through: {}", text);
        }
    }

    /** One datagram with the text and the descriptor (unix(7), SCM_RIGHTS). */
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

    /** {@code struct sockaddr_un}; a name that begins with @ is an abstract one. */
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

    /** systemd forgets it when the service is stopped, and keeps it when it is restarted: it knows which, and we do not. */
    @Override
    public void end() {
        text = "systemd, until the service is stopped";
    }

    @Override
    public String text() {
        return text;
    }
}
