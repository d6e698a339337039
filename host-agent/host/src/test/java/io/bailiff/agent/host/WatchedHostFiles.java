// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host;

import java.time.Duration;

/** Reads like the files behind it; what happens around a write, of either kind, is up to whoever extends it. */
public abstract class WatchedHostFiles extends ForwardingHostFiles {

    protected WatchedHostFiles(HostFiles files) {
        super(files);
    }

    /** The write itself. */
    public interface Write {
        void run() throws HostFileException;
    }

    /** Runs the write, and does what is to be done before or after it. */
    protected abstract void around(String path, String value, Write write) throws HostFileException;

    @Override
    public final void write(String path, String value) throws HostFileException {
        around(path, value, () -> files.write(path, value));
    }

    @Override
    public final void writeBytes(String path, int offset, byte[] bytes) throws HostFileException {
        around(path, bytes.length + " bytes", () -> files.writeBytes(path, offset, bytes));
    }

    @Override
    public final void writeDetached(String path, String value, Duration timeout) throws HostFileException {
        around(path, value, () -> files.writeDetached(path, value, timeout));
    }

    @Override
    public final LinkSettings links() {
        LinkSettings links = files.links();
        return new LinkSettings() {
            @Override
            public void setMaster(String name, String master) throws HostFileException {
                around("master of " + name, master, () -> links.setMaster(name, master));
            }

            @Override
            public void addVlan(String lower, String name, int id, int protocol) throws HostFileException {
                around("VLANs of " + lower, name, () -> links.addVlan(lower, name, id, protocol));
            }

            @Override
            public int vlanProtocol(String name) throws HostFileException {
                return links.vlanProtocol(name);
            }
        };
    }
}
