// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.fill;

import io.goldilocks.fill.Chunks.Piece;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** One thread's share of a fill, and its scratch. */
final class Worker {
    private final TileFiller filler = TileFiller.adaptive();
    private final Runs.Cursor cursor = new Runs.Cursor();
    /** Holds what goes to a sink; made when first needed. */
    private @Nullable MemorySegment staging;

    /** Takes chunks until none is left. The caller's own worker also listens for its interrupt and reports progress. */
    void work(Chunks chunks, boolean caller) {
        try {
            for (long chunk = chunks.take(); chunk >= 0; chunk = chunks.take()) {
                if (caller && Thread.currentThread().isInterrupted()) {
                    throw Chunks.interrupted(null);
                }
                int index = chunks.pieceOf(chunk);
                Piece piece = chunks.piece(index);
                long within = chunks.within(index, chunk);
                long first = piece.cut().start(within);
                long count = piece.cut().start(within + 1) - first;
                cursor.reset(piece.runs(), first, count);
                switch (piece.task().target()) {
                    case FillTask.InMemory memory -> fill(piece, memory.segment());
                    case FillTask.Streamed streamed -> stream(piece, streamed.sink());
                }
                chunks.finished(count * piece.task().tensor().dtype().byteSize());
                if (caller) {
                    chunks.report();
                }
            }
        } catch (Throwable e) {
            chunks.fail(e);
        }
    }

    private void fill(Piece piece, MemorySegment target) {
        int size = piece.task().tensor().dtype().byteSize();
        while (cursor.advance()) {
            fillRun(piece, target, piece.task().offset() + cursor.inWindow() * size);
        }
    }

    /** Fills staging with as many runs as follow each other in the window, and hands them over together. */
    private void stream(Piece piece, Sink sink) throws IOException {
        MemorySegment buffer = staging();
        FillTask task = piece.task();
        int size = task.tensor().dtype().byteSize();
        long begins = 0;
        long held = 0;
        while (cursor.advance()) {
            if (begins + held != cursor.inWindow()) {
                if (held > 0) {
                    sink.accept(task.offset() + begins * size, buffer.asSlice(0, held * size));
                }
                begins = cursor.inWindow();
                held = 0;
            }
            fillRun(piece, buffer, held * size);
            held += cursor.length();
        }
        sink.accept(task.offset() + begins * size, buffer.asSlice(0, held * size));
    }

    private void fillRun(Piece piece, MemorySegment target, long offset) {
        FillTask task = piece.task();
        filler.fill(task.stream(), piece.part().distribution(), task.tensor().dtype(), cursor.inTensor(),
                cursor.length(),
                target, offset);
    }

    private MemorySegment staging() {
        MemorySegment made = staging;
        if (made == null) {
            made = Arena.ofAuto().allocate(Chunks.STREAMED, 4096);
            staging = made;
        }
        return made;
    }
}
