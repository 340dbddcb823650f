// SPDX-License-Identifier: Apache-2.0
package io.goldilocks;

import io.goldilocks.checkpoint.CheckpointHeader;
import io.goldilocks.fill.FillTask;
import io.goldilocks.fill.Filler;
import io.goldilocks.fill.Progress;
import io.goldilocks.init.Content;
import io.goldilocks.init.Part;
import io.goldilocks.memory.HugeMemory;
import io.goldilocks.rng.TensorStream;
import io.goldilocks.tensor.Slice;
import io.goldilocks.tensor.TensorSpec;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.List;

/**
 * Writes a tensor to a channel that takes bytes in order alone, batch by batch.
 *
 * @param filler the engine that makes the values
 * @param out where the bytes go; it stays open
 * @param progress hears of the bytes done, on the calling thread
 */
record TensorPipe(Filler filler, WritableByteChannel out, Progress progress) {
    /** The size of a batch in bytes: enough that all threads have several chunks of it. */
    private static final long BATCH = 64L << 20;

    /** The most bytes that are handed over at once: a buffer holds fewer than 2^31. */
    private static final long PIECE = 1L << 30;

    void write(CheckpointHeader header, TensorProvenance tensor) throws IOException {
        write(header.bytes());
        TensorSpec whole = tensor.tensor();
        List<Part> parts = tensor.parts();
        TensorStream stream = TensorStream.of(tensor.seed(), whole.name());
        long total = tensor.stored().byteSize();
        // What is computed whole would be computed again for each batch.
        boolean computed = parts.stream().anyMatch(part -> part.content() instanceof Content.Computed);
        long batch = computed ? total : Math.min(BATCH, total);
        long done = 0;
        try (Arena arena = Arena.ofShared()) {
            MemorySegment buffer = HugeMemory.allocate(arena, batch);
            for (Slice box : tensor.window().batches(Math.max(1, batch / whole.dtype().byteSize()))) {
                FillTask task = new FillTask(whole, box, parts, stream, new FillTask.InMemory(buffer), 0);
                long before = done;
                filler.fill(List.of(task), (bytes, _) -> progress.report(before + bytes, total));
                write(buffer.asSlice(0, task.byteSize()));
                done += task.byteSize();
            }
        }
    }

    private void write(MemorySegment bytes) throws IOException {
        for (long done = 0; done < bytes.byteSize(); done += PIECE) {
            ByteBuffer piece = bytes.asSlice(done, Math.min(PIECE, bytes.byteSize() - done)).asByteBuffer();
            while (piece.hasRemaining()) {
                out.write(piece);
            }
        }
    }
}
