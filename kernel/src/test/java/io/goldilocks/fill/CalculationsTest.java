// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.fill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CalculationsTest {
    @Test
    void resultsComeInOrder() {
        CountDownLatch second = new CountDownLatch(1);
        List<Supplier<Integer>> calculations = List.of(() -> {
            await(second);
            return 1;
        }, () -> {
            second.countDown();
            return 2;
        });
        List<Integer> results = new ArrayList<>();
        Calculations.run("sum", calculations, 2, results::add);
        assertEquals(List.of(1, 2), results);
    }

    @Test
    void whatOneThrowsIsThrown() {
        IllegalStateException thrown = new IllegalStateException("third");
        List<Supplier<Integer>> calculations = IntStream.range(0, 9).mapToObj(i -> (Supplier<Integer>) () -> {
            if (i == 2) {
                throw thrown;
            }
            return i;
        }).toList();
        List<Integer> results = new ArrayList<>();
        assertEquals(thrown, assertThrows(IllegalStateException.class,
                () -> Calculations.run("sum", calculations, 2, results::add)));
        assertEquals(List.of(0, 1), results);
    }

    @Test
    void anInterruptCancels() {
        Thread.currentThread().interrupt();
        List<Supplier<Integer>> endless = List.of(() -> {
            await(new CountDownLatch(1));
            return 1;
        });
        CancellationException e = assertThrows(CancellationException.class,
                () -> Calculations.run("sum", endless, 1, _ -> {}));
        assertEquals("the sum was interrupted", e.getMessage());
        assertTrue(Thread.interrupted());
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
