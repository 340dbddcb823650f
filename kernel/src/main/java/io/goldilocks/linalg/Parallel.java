// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.linalg;

import java.util.function.IntConsumer;

/** Runs numbered tasks that do not depend on each other, and returns when all are done: a pool of threads, for example. */
@FunctionalInterface
public interface Parallel {
    /** Everything on the calling thread. */
    Parallel NONE = (tasks, task) -> {
        for (int i = 0; i < tasks; i++) {
            task.accept(i);
        }
    };

    /**
     * Runs tasks 0 to {@code tasks} − 1, each once, in any order and on any threads. What they wrote is visible to the caller
     * afterwards. What it throws, such as a {@link java.util.concurrent.CancellationException}, ends the whole calculation.
     *
     * @param tasks how many, at least 1
     * @param task what to do; safe for any thread
     */
    void run(int tasks, IntConsumer task);
}
