// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.fill;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Calculations that do not depend on each other, on several threads, whose results are taken in order. */
public final class Calculations {
    private Calculations() {}

    /**
     * Runs calculations, and hands on the result of each as soon as those before it are there.
     *
     * @param <T> what they result in
     * @param what what they are, such as {@code examination}: in the threads' names and the message of a cancellation
     * @param calculations the calculations; what one throws is thrown here, and ends the others
     * @param threads how many threads, at least 1
     * @param taker takes the results, on the calling thread
     * @throws CancellationException if the calling thread is interrupted; its interrupt status stays set
     */
    public static <T> void run(String what, List<? extends Supplier<T>> calculations, int threads, Consumer<T> taker) {
        try (ExecutorService pool = Executors.newFixedThreadPool(threads,
                Thread.ofPlatform().name("goldilocks-" + what + "-", 1).daemon().factory())) {
            List<Future<T>> started = calculations.stream().map(calculation -> pool.submit(calculation::get)).toList();
            started.forEach(future -> taker.accept(await(what, future, pool)));
        }
    }

    private static <T> T await(String what, Future<T> future, ExecutorService pool) {
        try {
            // A future that is done already does not look.
            if (Thread.interrupted()) {
                throw new InterruptedException("before the result was taken");
            }
            return future.get();
        } catch (InterruptedException e) {
            pool.shutdownNow();
            Thread.currentThread().interrupt();
            CancellationException cancelled = new CancellationException("the " + what + " was interrupted");
            cancelled.initCause(e);
            throw cancelled;
        } catch (ExecutionException e) {
            pool.shutdownNow();
            switch (e.getCause()) {
                case RuntimeException cause -> throw cause;
                case Error cause -> throw cause;
                case null, default -> throw new AssertionError("a supplier throws nothing else", e);
            }
        }
    }
}
