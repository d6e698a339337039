// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.tunnel;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Two ends of a link in memory. A message arrives when the other end has asked for one; only then can the next one be sent. */
final class LinkPair implements AutoCloseable {

    private final ExecutorService network = Executors.newSingleThreadExecutor();
    final End manager = new End();
    final End agent = new End();

    LinkPair() {
        manager.other = agent;
        agent.other = manager;
    }

    /** One end, as the relay of that end has it. */
    final class End implements MessageLink {

        private final Deque<ByteBuffer> arriving = new ArrayDeque<>();
        private final Deque<CompletableFuture<Void>> sending = new ArrayDeque<>();
        private Consumer<ByteBuffer> messages = any -> {};
        private Consumer<String> end = any -> {};
        private int requests;
        private @Nullable End other;
        private volatile @Nullable String closed;

        void receive(Consumer<ByteBuffer> messages, Consumer<String> end) {
            this.messages = messages;
            this.end = end;
        }

        void ended(Consumer<String> end) {
            this.end = end;
        }

        @Nullable
        String closed() {
            return closed;
        }

        @Override
        public CompletionStage<?> send(ByteBuffer bytes) {
            ByteBuffer copy = ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
            CompletableFuture<Void> sent = new CompletableFuture<>();
            later(() -> {
                other().arriving.add(copy);
                other().sending.add(sent);
                other().deliver();
            });
            return sent;
        }

        @Override
        public void request() {
            later(() -> {
                requests++;
                deliver();
            });
        }

        @Override
        public void close(String reason) {
            if (closed == null) {
                closed = reason;
                later(() -> other().end.accept(reason));
            }
        }

        private End other() {
            if (other == null) {
                throw new IllegalStateException("not joined");
            }
            return other;
        }

        private void deliver() {
            while (requests > 0 && !arriving.isEmpty()) {
                requests--;
                messages.accept(arriving.remove());
                sending.remove().complete(null);
            }
        }
    }

    private void later(Runnable work) {
        try {
            network.execute(work);
        } catch (RejectedExecutionException hasEnded) {
            // Both ends have ended.
        }
    }

    @Override
    public void close() {
        network.shutdown();
    }
}
