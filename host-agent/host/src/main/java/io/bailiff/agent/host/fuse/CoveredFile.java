// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host.fuse;

import java.util.function.Function;

/**
 * A control file with its covers. Two covers are mounted over a covered file: the lower cover, which has no writers and stays, and the top
 * cover, which the writers open. While the top cover is replaced, openers come by the lower cover, and wait.
 */
final class CoveredFile {

    private final int index;
    private final String path;
    private final RealFile real;
    private final WriterQueue queue;
    private final CoverDescriptors mounted = new CoverDescriptors();
    private volatile FileState attributes;
    private volatile long top;

    /**
     * @param path the file, in the host's spelling
     * @param attributes the attributes of the file under the covers
     * @param actions creates the effects of the file's queue
     */
    CoveredFile(
            int index,
            String path,
            RealFile real,
            FileState attributes,
            Function<CoveredFile, WriterQueue.Actions> actions) {
        this.index = index;
        this.path = path;
        this.real = real;
        this.attributes = attributes;
        this.queue = new WriterQueue(actions.apply(this), System::nanoTime);
    }

    int index() {
        return index;
    }

    String path() {
        return path;
    }

    FileState attributes() {
        return attributes;
    }

    void attributes(FileState current) {
        attributes = current;
    }

    RealFile real() {
        return real;
    }

    /** Returns the queue of the file's writers, which only the server's thread uses. */
    WriterQueue queue() {
        return queue;
    }

    /** Returns the covers that are or will be mounted. */
    CoverDescriptors mounted() {
        return mounted;
    }

    void forgetCovers() {
        mounted.removeAll();
        top = 0;
    }

    /** Returns the node of the top cover; 0 if the file is not covered. */
    long top() {
        return top;
    }

    void top(long node) {
        top = node;
    }

    boolean isCovered() {
        return top != 0;
    }

    /** Returns true for a covered file, and for a file whose covers could not be removed. */
    boolean mayHaveMounts() {
        return !mounted.nodes().isEmpty();
    }
}
