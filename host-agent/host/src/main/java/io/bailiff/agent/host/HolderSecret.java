// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;

/**
 * The secret by which an agent recognizes the descriptor holder of an earlier agent: the file {@code guard-secret} in the state directory,
 * which only root can read. Everything else that a process shows in {@code /proc}, another process can show as well.
 */
final class HolderSecret {

    private static final String NAME = "guard-secret";
    private static final int BYTES = 32;
    private static final String FORM = "[0-9a-f]{" + 2 * BYTES + "}";
    private static final Set<PosixFilePermission> OWNER_ALONE =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_FILE =
            PosixFilePermissions.asFileAttribute(OWNER_ALONE);
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_DIRECTORY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final Path state;
    private final Path file;

    HolderSecret(Path state) {
        this.state = state;
        this.file = state.resolve(NAME);
    }

    /** Returns the secret; empty if there is none, or if others than the owner can read or replace the file. */
    Optional<String> read() {
        try {
            boolean isOurs = Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                    && OWNER_ALONE.containsAll(Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS))
                    && Files.getOwner(file, LinkOption.NOFOLLOW_LINKS).equals(Files.getOwner(Path.of("/proc/self")));
            return isOurs
                    ? Optional.of(Files.readString(file).strip()).filter(secret -> secret.matches(FORM))
                    : Optional.empty();
        } catch (IOException missingOrUnreadable) {
            return Optional.empty();
        }
    }

    /** Returns the secret, and creates one if there is none. */
    String readOrCreate() throws IOException {
        Optional<String> known = read();
        return known.isPresent() ? known.get() : create();
    }

    private String create() throws IOException {
        byte[] random = new byte[BYTES];
        new SecureRandom().nextBytes(random);
        String secret = HexFormat.of().formatHex(random);
        Files.createDirectories(state, OWNER_DIRECTORY);
        Path unfinished = file.resolveSibling(NAME + ".new");
        Files.deleteIfExists(unfinished);
        Files.createFile(unfinished, OWNER_FILE);
        Files.writeString(unfinished, secret + "\n");
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        return secret;
    }
}
