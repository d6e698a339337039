// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** A node in the file tree of a simulated host. The content of a directory is built on access. */
sealed interface SimNode {

    /** A directory. The content is built once for each version of the kernel's state. Guarded by the kernel's {@link KernelLock}. */
    final class Directory implements SimNode {

        /** Builds the current content. */
        interface Content {
            SortedMap<String, SimNode> names() throws KernelException;
        }

        private final Content content;
        private SortedMap<String, SimNode> names = Collections.emptySortedMap();
        private long made = -1;

        Directory(Content content) {
            this.content = content;
        }

        static Directory of(SortedMap<String, SimNode> names) {
            return new Directory(() -> names);
        }

        SortedMap<String, SimNode> names(long version) throws KernelException {
            if (made != version) {
                names = content.names();
                made = version;
            }
            return names;
        }
    }

    /** A symbolic link. */
    record Link(String target) implements SimNode {}

    /** A file, or a sysfs attribute with a kernel function behind the file. */
    record Attribute(Reader reader, Writer writer, ByteWriter byteWriter) implements SimNode {

        /** Creates a text file; a write replaces the whole text. */
        Attribute(Reader reader, Writer writer) {
            this(reader, writer, NO_BYTES);
        }

        private static final ByteWriter NO_BYTES = (offset, bytes) -> {
            throw new KernelException(SimErrno.EINVAL);
        };

        /** Mode 0444: every write fails. */
        static final Writer READ_ONLY = value -> {
            throw new KernelException(SimErrno.EACCES);
        };

        private static final Reader WRITE_ONLY = () -> {
            throw new KernelException(SimErrno.EACCES);
        };

        /** Returns true if the mode of the file has a read bit. */
        boolean isReadable() {
            return reader != WRITE_ONLY;
        }

        static Attribute readOnly(String text) {
            return new Attribute(() -> bytes(text), READ_ONLY);
        }

        /** Mode 0200: a real sysfs does not even let root open the file for reading. */
        static Attribute writeOnly(Writer writer) {
            return new Attribute(WRITE_ONLY, writer);
        }

        static byte[] bytes(String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
    }

    /** The effect of writing bytes at an offset of a file. */
    interface ByteWriter {
        void write(int offset, byte[] bytes) throws KernelException;
    }

    /** The result of reading a file. */
    interface Reader {
        byte[] read() throws KernelException;
    }

    /** The effect of a write to a file. */
    interface Writer {
        void write(String value) throws KernelException;
    }

    /** A directory under construction. */
    final class Builder {

        private final TreeMap<String, SimNode> names = new TreeMap<>();

        Builder add(String name, SimNode node) {
            names.put(name, node);
            return this;
        }

        Builder file(String name, String text) {
            return add(name, Attribute.readOnly(text));
        }

        Builder link(String name, String target) {
            return add(name, new Link(target));
        }

        Builder directory(String name, Directory.Content content) {
            return add(name, new Directory(content));
        }

        SortedMap<String, SimNode> names() {
            return names;
        }

        Directory build() {
            return Directory.of(names);
        }
    }
}
