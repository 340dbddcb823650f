// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.fill;

import io.goldilocks.init.Content;
import io.goldilocks.init.Part;
import io.goldilocks.tensor.DType;
import io.goldilocks.tensor.Slice;
import io.goldilocks.tensor.TensorSpec;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The state of one fill: its pieces cut into chunks, which are handed out by number, and what became of it. */
final class Chunks {
    /**
     * The most bytes in a chunk, which is what a thread takes at a time. In memory it is the size of a huge page; what goes to a sink
     * stays in the second-level cache until it is taken.
     */
    static final int IN_MEMORY = 2 << 20;
    static final int STREAMED = 1 << 20;

    /** The fewest bytes in a chunk: to wake a thread for less takes longer than to fill it. */
    private static final int LEAST = 1 << 19;

    /** Chunks for each thread, if there is that much: one that wakes late, or whose core is shared, takes fewer than the others. */
    private static final int PER_THREAD = 8;

    /**
     * What one part contributes to one task.
     *
     * @param runs where its elements stand in the tensor and the window
     * @param inFrame the same runs, in the part's frame in place of the window
     * @param computation where its elements come from if they are computed
     * @param cut how they are cut into chunks
     */
    record Piece(FillTask task, Part part, Runs runs, Runs inFrame, @Nullable Computation computation, Cut cut) {}

    /** A thread that owns nothing, to ask whether a segment is open to threads at large. */
    private static final Thread STRANGER = Thread.ofPlatform().unstarted(() -> {});

    private final Piece[] pieces;
    private final List<Computation> computations = new ArrayList<>();
    private final Team team = new Team(this);
    /** The number of each piece's first chunk, and of one past the last chunk. */
    private final long[] firstChunk;
    private final long totalBytes;
    private final Progress progress;
    private final AtomicLong next = new AtomicLong();
    private final AtomicLong doneBytes = new AtomicLong();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    /** Cuts the tasks for a number of threads: with little to do, into smaller chunks, so that each thread has several. */
    Chunks(List<FillTask> tasks, int threads, Progress progress) {
        long bytes = 0;
        for (FillTask task : tasks) {
            bytes = Math.addExact(bytes, task.byteSize());
        }
        long fair = Long.highestOneBit(Math.max(LEAST, bytes / ((long) PER_THREAD * threads)));
        List<Piece> found = new ArrayList<>();
        Map<Slice, Computation> computed = new HashMap<>();
        for (FillTask task : tasks) {
            // Frames do not overlap, so within a task they tell the computations apart.
            computed.clear();
            for (Part part : task.parts()) {
                Slice box = part.region().intersect(task.window());
                if (!box.isEmpty()) {
                    found.add(piece(task, part, box, computed, fair));
                }
            }
            computations.addAll(computed.values());
        }
        pieces = found.toArray(Piece[]::new);
        firstChunk = new long[pieces.length + 1];
        for (int i = 0; i < pieces.length; i++) {
            firstChunk[i + 1] = firstChunk[i] + pieces[i].cut().count();
        }
        totalBytes = bytes;
        this.progress = progress;
    }

    private Piece piece(FillTask task, Part part, Slice box, Map<Slice, Computation> computed, long fair) {
        TensorSpec tensor = task.tensor();
        Runs runs = new Runs(tensor.shape(), task.window(), box);
        Cut cut = Cut.of(task, runs, Math.min(fair, task.target() instanceof FillTask.Streamed ? STREAMED : IN_MEMORY));
        Computation computation = null;
        if (part.content() instanceof Content.Computed content) {
            computation = computed.computeIfAbsent(part.frame(), frame -> new Computation(content,
                    new FrameSamples(task.stream(), tensor.shape(), frame), tensor.dtype() == DType.F64, team));
            computation.expect(cut.count());
        }
        return new Piece(task, part, runs, new Runs(tensor.shape(), part.frame(), box), computation, cut);
    }

    long count() {
        return firstChunk[pieces.length];
    }

    boolean accessibleByAll() {
        for (Piece piece : pieces) {
            if (piece.task().target() instanceof FillTask.InMemory memory
                    && !memory.segment().isAccessibleBy(STRANGER)) {
                return false;
            }
        }
        return true;
    }

    /** Takes the next chunk: its number, or −1 if none is left or the fill has failed. */
    long take() {
        if (failed()) {
            return -1;
        }
        long chunk = next.getAndIncrement();
        return chunk < count() ? chunk : -1;
    }

    /** The index of the piece to which a chunk belongs. */
    int pieceOf(long chunk) {
        int found = Arrays.binarySearch(firstChunk, chunk);
        return found >= 0 ? found : -found - 2;
    }

    Piece piece(int index) {
        return pieces[index];
    }

    /** The number of a chunk within its piece. */
    long within(int piece, long chunk) {
        return chunk - firstChunk[piece];
    }

    void finished(long bytes) {
        doneBytes.addAndGet(bytes);
    }

    void report() {
        progress.report(doneBytes.get(), totalBytes);
    }

    /** Whether something is computed whole, which more threads can share than there are chunks. */
    boolean computes() {
        return !computations.isEmpty();
    }

    /** Works for others until all that is computed whole is there. */
    void help() {
        team.help(this::isComputed);
    }

    // A loop, because every worker of every fill asks, and a stream is slow until it is compiled.
    private boolean isComputed() {
        for (Computation computation : computations) {
            if (!computation.isFinished()) {
                return false;
            }
        }
        return true;
    }

    /** Frees what the fill computed; when every worker has ended. */
    void free() {
        computations.forEach(Computation::free);
    }

    /** Ends the fill: nobody takes another chunk. The first failure is the one that is told. */
    void fail(Throwable cause) {
        failure.compareAndSet(null, cause);
        team.wake();
    }

    boolean failed() {
        return failure.get() != null;
    }

    void rethrow() throws IOException {
        Throwable cause = failure.get();
        switch (cause) {
            case null -> report();
            case ClosedByInterruptException e -> throw interrupted(e);
            case InterruptedIOException e -> throw interrupted(e);
            case IOException e -> throw e;
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new AssertionError("fills throw nothing else", cause);
        }
    }

    /** What an interrupt of the calling thread ends the fill with. */
    static CancellationException interrupted(@Nullable Exception cause) {
        CancellationException cancelled = new CancellationException("the fill was interrupted");
        cancelled.initCause(cause);
        return cancelled;
    }
}
