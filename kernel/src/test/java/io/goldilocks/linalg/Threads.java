// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.linalg;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/** Three threads that take tasks from the last to the first, so that no order is taken for granted. */
final class Threads {
    private static final int COUNT = 3;

    private Threads() {}

    static void backwards(int tasks, IntConsumer task) {
        AtomicInteger next = new AtomicInteger(tasks);
        try (ExecutorService pool = Executors.newFixedThreadPool(COUNT)) {
            List<Future<?>> all = IntStream.range(0, COUNT).<Future<?>>mapToObj(_ -> pool.submit(() -> {
                for (int i = next.decrementAndGet(); i >= 0; i = next.decrementAndGet()) {
                    task.accept(i);
                }
            })).toList();
            for (Future<?> future : all) {
                future.get();
            }
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
