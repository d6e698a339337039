// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.critical;

import io.bailiff.agent.api.Refusal.Code;
import io.bailiff.agent.host.HostError;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.host.MountEscapes;
import java.util.Optional;

/** Finds the devices below active swap. The columns of {@code /proc/swaps}: {@code filename type size used priority}. */
final class Swap implements HostCheck {

    private static final String TABLE = "/proc/swaps";
    private static final String DELETED = " (deleted)";

    private final HostFiles files;
    private final Mounts mounts;
    private final BlockStack blocks;

    Swap(HostFiles files, Mounts mounts, BlockStack blocks) {
        this.files = files;
        this.mounts = mounts;
        this.blocks = blocks;
    }

    @Override
    public void addTo(Findings findings) {
        try {
            files.read(TABLE).lines().skip(1).forEach(line -> addTo(line, findings));
        } catch (HostFileException failure) {
            // A kernel built without swap has no such file.
            if (failure.error() != HostError.NO_ENTRY) {
                findings.unknown(
                        UnknownScope.DISKS, "Cannot read the swap devices of the host: " + failure.getMessage());
            }
        }
    }

    private void addTo(String line, Findings findings) {
        String[] words = line.split("\\s+");
        String path = MountEscapes.plain(words[0]);
        if (words.length < 2 || !path.startsWith("/")) {
            findings.unknown(UnknownScope.DISKS, "\"" + line + "\" is not a valid line of " + TABLE);
        } else if (words[1].equals("partition")) {
            blocks.underFile(path, findings.neededFor(Code.SWAP, "used as swap", TABLE));
        } else {
            file(path, findings);
        }
    }

    /**
     * Reports the block device below a swap file. For a file system without a block device number, {@link FileSystems}
     * checks the mount.
     */
    private void file(String path, Findings findings) {
        String plain = path.endsWith(DELETED) ? path.substring(0, path.length() - DELETED.length()) : path;
        DependencySink sink = findings.neededFor(Code.SWAP, "with the swap file " + plain, TABLE);
        Optional<Mount> mount = mounts.holding(plain);
        if (mount.isEmpty()) {
            sink.unknown(UnknownScope.ANY_STORAGE, "Cannot find the mounted file system of the swap file");
        } else if (mount.get().isOnBlockDevice()) {
            blocks.underNumber(mount.get().device(), sink);
        }
    }
}
