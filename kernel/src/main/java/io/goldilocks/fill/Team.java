// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.fill;

import io.goldilocks.linalg.Parallel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * How the threads of a fill share a computation: those that would wait for its result, or have nothing left to fill, do its
 * parallel tasks instead. The object's monitor guards what they wait for.
 */
final class Team implements Parallel {
    /** Tasks that some thread wants done, which are handed out by number. */
    private record Job(int tasks, IntConsumer task, AtomicInteger next, AtomicInteger finished,
            AtomicReference<@Nullable Throwable> failure) {
        Job(int tasks, IntConsumer task) {
            this(tasks, task, new AtomicInteger(), new AtomicInteger(), new AtomicReference<>());
        }
    }

    private final Chunks chunks;
    private final Deque<Job> jobs = new ArrayDeque<>();

    Team(Chunks chunks) {
        this.chunks = chunks;
    }

    /** Runs the tasks on this thread and on all that help. Ends early if the fill does, with a cancellation. */
    @Override
    public void run(int tasks, IntConsumer task) {
        Job job = new Job(tasks, task);
        synchronized (this) {
            jobs.add(job);
            notifyAll();
        }
        work(job);
        synchronized (this) {
            jobs.remove(job);
            // Its tasks write to shared memory, so an interrupt cancels them but never abandons them.
            await(() -> job.finished.get() == tasks);
        }
        switch (job.failure.get()) {
            case null -> {
                // All is done.
            }
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case Throwable e -> throw new AssertionError("tasks throw nothing else", e);
        }
    }

    /** Does other threads' tasks until {@code over}, or until the fill has failed. */
    void help(BooleanSupplier over) {
        while (true) {
            Job job;
            synchronized (this) {
                await(() -> open() != null || over.getAsBoolean() || chunks.failed());
                job = open();
                if (job == null && (over.getAsBoolean() || chunks.failed())) {
                    return;
                }
            }
            // Null if others have just taken the last of its tasks.
            if (job != null) {
                work(job);
            }
        }
    }

    /** Lets everyone look again at what they wait for. */
    synchronized void wake() {
        notifyAll();
    }

    private @Nullable Job open() {
        for (Job job : jobs) {
            if (job.next.get() < job.tasks) {
                return job;
            }
        }
        return null;
    }

    private void work(Job job) {
        for (int i = job.next.getAndIncrement(); i < job.tasks; i = job.next.getAndIncrement()) {
            try {
                if (Thread.currentThread().isInterrupted()) {
                    chunks.fail(Chunks.interrupted(null));
                }
                if (chunks.failed()) {
                    throw new CancellationException("the fill has ended");
                }
                if (job.failure.get() == null) {
                    job.task.accept(i);
                }
            } catch (Throwable e) {
                job.failure.compareAndSet(null, e);
            }
            if (job.finished.incrementAndGet() == job.tasks) {
                wake();
            }
        }
    }

    /** Waits on the monitor, which the caller holds. An interrupt ends the fill, and with it what is waited for. */
    private void await(BooleanSupplier condition) {
        boolean interrupted = false;
        while (!condition.getAsBoolean()) {
            try {
                wait();
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
