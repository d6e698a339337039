// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.critical;

import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads the servers of a network file system from the mount: from the options or the source, by the type of the file system. */
final class ServerAddresses {

    /** Network file systems of the kernel, and FUSE file systems whose program has a connection to servers. */
    private static final Set<String> TYPES = Set.of(
            "nfs",
            "nfs4",
            "cifs",
            "smb3",
            "ceph",
            "afs",
            "glusterfs",
            "lustre",
            "beegfs",
            "orangefs",
            "pvfs2",
            "fuse.ceph",
            "fuse.ceph-fuse",
            "fuse.curlftpfs",
            "fuse.davfs",
            "fuse.gcsfuse",
            "fuse.glusterfs",
            "fuse.juicefs",
            "fuse.mfs",
            "fuse.mfsmount",
            "fuse.moosefs",
            "fuse.lizardfs",
            "fuse.rclone",
            "fuse.s3fs",
            "fuse.saunafs",
            "fuse.seaweedfs",
            "fuse.sshfs",
            "fuse.xtreemfs");

    /** {@code [user@]host:…} or {@code [user@][v6 address]:…}. */
    private static final Pattern HOST_AND_PATH = Pattern.compile("(?:[^@/]*@)?(\\[[^\\]]+\\]|[^\\[\\]:/@]+):.*");

    private ServerAddresses() {}

    static boolean isOnServers(Mount mount) {
        return TYPES.contains(mount.type());
    }

    /**
     * Returns the servers, numeric or by name; empty if the mount names none. NFS and CIFS have the address of the server among the
     * options; Ceph has the monitors in the source, Lustre the network identifiers of the servers ({@code 10.0.0.1@tcp:/scratch}).
     */
    static List<String> of(Mount mount) {
        List<String> byOption = Stream.concat(mount.values("addr").stream(), mount.values("mountaddr").stream())
                .distinct()
                .toList();
        if (!byOption.isEmpty()) {
            return byOption;
        }
        return switch (mount.type()) {
            case "ceph" ->
                Stream.of(mount.source().replaceAll(":?/.*", "").split(","))
                        .map(monitor -> monitor.replaceAll(":[0-9]+$", ""))
                        .toList();
            case "lustre" ->
                Stream.of(mount.source().replaceAll(":/.*", "").split("[,:]"))
                        .map(identifier -> identifier.replaceAll("@.*", ""))
                        .toList();
            case "glusterfs", "fuse.glusterfs", "fuse.sshfs" -> byHost(mount.source());
            default -> List.of();
        };
    }

    private static List<String> byHost(String source) {
        Matcher host = HOST_AND_PATH.matcher(source);
        return host.matches() ? List.of(host.group(1)) : List.of();
    }
}
