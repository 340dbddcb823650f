// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.fill;

import io.goldilocks.simd.Fma;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The fill engine: a fixed set of threads, each with its own scratch, that take chunks of the tasks at hand until none is
 * left. The bits do not depend on the number of threads, nor on who fills what.
 *
 * <p>Safe for any thread; concurrent calls take turns. The threads are daemons and end with {@link #close}.
 */
public final class Filler implements AutoCloseable {
    private final Worker[] workers;
    private final ThreadPoolExecutor pool;
    private final ReentrantLock turn = new ReentrantLock();

    /**
     * Makes an engine.
     *
     * @param threads how many threads fill, the caller's among them; at least 1
     * @throws IllegalArgumentException if {@code threads} is not positive
     * @throws UnsupportedOperationException if the CPU has no fused multiply-add
     */
    public Filler(int threads) {
        Fma.require();
        if (threads < 1) {
            throw new IllegalArgumentException("threads = " + threads + " is out of range: expected at least 1");
        }
        workers = new Worker[threads];
        for (int i = 0; i < threads; i++) {
            workers[i] = new Worker();
        }
        int helpers = Math.max(1, threads - 1);
        pool = new ThreadPoolExecutor(helpers, helpers, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
                Thread.ofPlatform().name("goldilocks-fill-", 1).daemon().factory());
        if (threads > 1) {
            // Now, so that a fill never finds the system out of threads when half of its helpers run.
            pool.prestartAllCoreThreads();
        }
    }

    /**
     * Makes an engine with as many threads as the machine has cores.
     *
     * @throws UnsupportedOperationException if the CPU has no fused multiply-add
     */
    public Filler() {
        this(Runtime.getRuntime().availableProcessors());
    }

    /**
     * Returns the number of threads.
     *
     * @return how many threads fill, the caller's among them
     */
    public int threads() {
        return workers.length;
    }

    /**
     * Runs the tasks, all chunks in parallel, and returns when all are done. Memory that only its owner may touch (of a
     * confined arena) is filled by the calling thread alone.
     *
     * @param tasks what to fill; their destinations must not overlap
     * @param progress hears of the bytes done, on the calling thread; it must not fill by this engine
     * @throws IOException if a sink fails
     * @throws CancellationException if the calling thread is interrupted; its interrupt status stays set, and what was filled
     *     so far stays as it is
     * @throws IllegalStateException if a segment's arena is closed, or the engine is
     */
    public void fill(List<FillTask> tasks, Progress progress) throws IOException {
        turn.lock();
        try {
            if (pool.isShutdown()) {
                throw new IllegalStateException("the fill engine is closed");
            }
            Chunks chunks = new Chunks(tasks, workers.length, progress);
            long fillers = Math.min(chunks.accessibleByAll() ? workers.length : 1, chunks.count());
            int threads = chunks.computes() ? workers.length : Math.max(1, (int) fillers);
            CountDownLatch finished = new CountDownLatch(threads - 1);
            for (int i = 1; i < threads; i++) {
                Worker worker = workers[i];
                boolean fills = i < fillers;
                pool.execute(() -> {
                    if (fills) {
                        worker.work(chunks, false);
                    } else {
                        chunks.help();
                    }
                    finished.countDown();
                });
            }
            workers[0].work(chunks, true);
            await(finished, chunks);
            chunks.free();
            chunks.rethrow();
        } finally {
            turn.unlock();
        }
    }

    /** Lets the threads end. A fill under way on another thread is waited for. */
    @Override
    public void close() {
        turn.lock();
        try {
            pool.shutdown();
        } finally {
            turn.unlock();
        }
    }

    // Helpers still write to the destination, so an interrupt cancels their work but never abandons them.
    private static void await(CountDownLatch finished, Chunks chunks) {
        boolean interrupted = false;
        while (true) {
            try {
                finished.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
                chunks.fail(Chunks.interrupted(e));
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
