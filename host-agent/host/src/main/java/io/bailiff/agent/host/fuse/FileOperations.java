// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host.fuse;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The operations of the file system: a root directory with one file per cover. Every operation answers at once, except for the OPEN of a
 * writer that waits for its turn and the WRITE, which waits for a decision. Used by the server's thread only.
 *
 * <p>INTERRUPT has no effect: the kernel sends INTERRUPT for the first signal of any kind, also for one that does not end the writer.
 */
final class FileOperations {

    private static final int ACCESS_MODE = 3;
    private static final int READ_ONLY = 0;
    private static final int WRITE_ONLY = 1;
    private static final int ANYBODY_READS = 0444;
    private static final int ANYBODY_WRITES = 0222;
    /** FATTR_MODE, FATTR_UID and FATTR_GID. A cover has the attributes of the covered file. */
    private static final int PERMISSIONS = 0x7;

    private static final int WRITTEN_BYTES = 40;
    private static final ByteBuffer NO_TEXT = ByteBuffer.allocate(0);

    private final FuseDevice device;
    private final RequestJournal journal;
    private final CoveredFiles files;
    private final Consumer<PendingWrite> arrivals;
    private final Consumer<Runnable> reads;
    private final Runnable unused;
    private final Map<Long, OpenCover> openCovers = new HashMap<>();
    /** Handles of an earlier agent have lower numbers. */
    private long lastHandle = System.currentTimeMillis() << 20;

    /**
     * @param arrivals stores each new write as unanswered, and has the write decided
     * @param reads runs a read of a file in another thread
     * @param unused runs when a cover was closed and no cover is open any more
     */
    FileOperations(
            FuseDevice device,
            RequestJournal journal,
            CoveredFiles files,
            Consumer<PendingWrite> arrivals,
            Consumer<Runnable> reads,
            Runnable unused) {
        this.device = device;
        this.journal = journal;
        this.files = files;
        this.arrivals = arrivals;
        this.reads = reads;
        this.unused = unused;
    }

    boolean hasOpenCovers() {
        return !openCovers.isEmpty();
    }

    /**
     * Handles one request.
     *
     * @return the file of which the queue may need a check; null for most requests
     */
    @Nullable
    CoveredFile handle(FuseRequest request) {
        long number = request.number();
        long node = request.node();
        CoveredFile file = files.of(node);
        switch (request.operation()) {
            case FuseRequest.FORGET, FuseRequest.BATCH_FORGET, FuseRequest.INTERRUPT -> {}
            case FuseRequest.INIT -> device.answer(number, FuseAnswers::init);
            case FuseRequest.LOOKUP -> lookup(number, CoverNode.parse(request.name()));
            case FuseRequest.GETATTR -> attributes(number, node, file);
            case FuseRequest.SETATTR -> change(number, node, file, request.number32(0));
            case FuseRequest.STATFS -> device.answer(number, FuseAnswers::fileSystem);
            case FuseRequest.OPENDIR -> device.answer(number, answer -> FuseAnswers.open(answer, 0));
            case FuseRequest.READDIR, FuseRequest.RELEASEDIR, FuseRequest.DESTROY -> device.confirm(number);
            case FuseRequest.RELEASE -> {
                return release(number, file, request.number64(0));
            }
            case FuseRequest.OPEN -> {
                return open(request, file);
            }
            case FuseRequest.READ -> read(request, file);
            case FuseRequest.WRITE -> {
                return write(request, file);
            }
            default -> device.fail(number, Numbers.ENOSYS);
        }
        return null;
    }

    private void lookup(long number, long node) {
        CoveredFile file = files.of(node);
        if (file == null || !file.mounted().contains(node)) {
            device.fail(number, Numbers.ENOENT);
        } else {
            device.answer(number, answer -> FuseAnswers.entry(answer, node, file.attributes()));
        }
    }

    private void attributes(long number, long node, @Nullable CoveredFile file) {
        if (node == CoverNode.ROOT) {
            device.answer(number, FuseAnswers::root);
        } else if (file == null) {
            device.fail(number, Numbers.ESTALE);
        } else {
            device.answer(number, answer -> FuseAnswers.attributes(answer, node, file.attributes()));
        }
    }

    /** Accepts a change of the size or of the times without effect, as sysfs does. */
    private void change(long number, long node, @Nullable CoveredFile file, int which) {
        if (node == CoverNode.ROOT || (which & PERMISSIONS) != 0) {
            device.fail(number, Numbers.EPERM);
        } else {
            attributes(number, node, file);
        }
    }

    /**
     * Rejects a reader of a file that nobody can read, also root, as kernfs does (kernfs_fop_open). Answers any other reader at once, because
     * a reader takes no lock.
     */
    private @Nullable CoveredFile open(FuseRequest request, @Nullable CoveredFile file) {
        long number = request.number();
        int access = request.number32(0) & ACCESS_MODE;
        if (file == null) {
            device.fail(number, Numbers.ESTALE);
        } else if (!permits(file.attributes().mode(), access)) {
            device.fail(number, Numbers.EACCES);
        } else if (access == READ_ONLY) {
            device.answer(number, answer -> FuseAnswers.open(answer, 0));
        } else {
            return enqueue(request, file);
        }
        return null;
    }

    private static boolean permits(int mode, int access) {
        boolean reads = access != WRITE_ONLY;
        boolean writes = access != READ_ONLY;
        return (!reads || (mode & ANYBODY_READS) != 0) && (!writes || (mode & ANYBODY_WRITES) != 0);
    }

    private @Nullable CoveredFile enqueue(FuseRequest request, CoveredFile file) {
        long number = request.number();
        int slot = openCovers.size() < RequestJournal.MOST
                ? journal.add(JournalSlots.Kind.OPEN, number, 0, request.thread(), request.node(), NO_TEXT)
                : -1;
        if (slot < 0) {
            device.fail(number, Numbers.EAGAIN);
            return null;
        }
        file.queue().add(new Opener(number, request.node(), request.thread(), slot, System.nanoTime()));
        return file;
    }

    OpenCover admit(Opener opener) {
        OpenCover cover = new OpenCover(opener.node());
        long handle = ++lastHandle;
        openCovers.put(handle, cover);
        device.answer(opener.request(), answer -> FuseAnswers.open(answer, handle));
        journal.remove(opener.slot());
        return cover;
    }

    void sendOn(Opener opener) {
        device.fail(opener.request(), Numbers.ESTALE);
        journal.remove(opener.slot());
    }

    private @Nullable CoveredFile release(long number, @Nullable CoveredFile file, long handle) {
        OpenCover cover = openCovers.remove(handle);
        device.confirm(number);
        if (cover != null && file != null) {
            file.queue().closed(cover);
        }
        if (openCovers.isEmpty()) {
            unused.run();
        }
        return file;
    }

    /** Reads in another thread, because the kernel shows some attributes only under the lock of the device. */
    private void read(FuseRequest request, @Nullable CoveredFile file) {
        long number = request.number();
        int slot = file == null
                ? -1
                : journal.add(JournalSlots.Kind.OTHER, number, 0, request.thread(), request.node(), NO_TEXT);
        if (file == null || slot < 0) {
            device.fail(number, Numbers.EIO);
            return;
        }
        long offset = request.number64(8);
        int size = request.number32(16);
        reads.accept(() -> {
            read(number, file, offset, size);
            journal.remove(slot);
        });
    }

    private void read(long number, CoveredFile file, long offset, int size) {
        ByteBuffer content = ByteBuffer.allocate(JournalSlots.LONGEST_TEXT);
        int errno = file.real().read(offset, size, content);
        if (errno != 0) {
            device.fail(number, errno);
        } else {
            device.answer(number, answer -> answer.put(content.flip()));
        }
    }

    /** Accepts a page of a longer write, as kernfs does (kernfs_fop_write_iter). The offset has no meaning in sysfs. */
    private @Nullable CoveredFile write(FuseRequest request, @Nullable CoveredFile file) {
        long number = request.number();
        int length = Math.min(request.number32(16), JournalSlots.LONGEST_TEXT);
        if (file == null || length < 0) {
            device.fail(number, Numbers.EIO);
            return null;
        }
        byte[] text = request.bytes(WRITTEN_BYTES, length);
        long ticket = journal.nextTicket();
        int slot = journal.add(
                JournalSlots.Kind.WRITE, number, ticket, request.thread(), request.node(), ByteBuffer.wrap(text));
        if (slot < 0) {
            device.fail(number, Numbers.EAGAIN);
            return null;
        }
        OpenCover known = openCovers.get(request.number64(0));
        // An earlier agent has admitted the writer of an unknown handle.
        OpenCover cover = known != null ? known : new OpenCover(request.node());
        cover.writing(System.nanoTime());
        PendingWrite write = new PendingWrite(
                ticket,
                number,
                request.thread(),
                file,
                cover,
                new String(text, StandardCharsets.ISO_8859_1),
                slot,
                new AtomicBoolean());
        arrivals.accept(write);
        return file;
    }
}
