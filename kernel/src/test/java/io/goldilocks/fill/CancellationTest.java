// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.fill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.goldilocks.distribution.Normal;
import io.goldilocks.init.Part;
import io.goldilocks.tensor.DType;
import io.goldilocks.tensor.Shape;
import io.goldilocks.tensor.Slice;
import io.goldilocks.tensor.TensorSpec;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CancellationTest {
    private static final TensorSpec TENSOR = new TensorSpec("w", Shape.of(64 << 20), DType.F32);

    /** An interrupt during the fill ends it long before the end, leaves the flag set, and no thread writes afterwards. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void interruptCancels(int threads) {
        List<Part> parts = List.of(new Part(Slice.whole(TENSOR.shape()), new Normal(0, 1)));
        long[] heard = new long[1];
        try (Filler filler = new Filler(threads); Arena arena = Arena.ofShared()) {
            FillTask task = FillTask.whole(TENSOR, parts, 1, arena.allocate(TENSOR.byteSize()));
            Thread caller = Thread.currentThread();
            assertThrows(CancellationException.class, () -> filler.fill(List.of(task), (done, total) -> {
                heard[0] = done;
                caller.interrupt();
            }));
            assertTrue(Thread.interrupted(), "the interrupt status stays set");
            // The arena closes here: it would throw if a helper still wrote to its memory.
        }
        assertTrue(heard[0] < TENSOR.byteSize() / 2, "cancelled after " + heard[0] + " bytes");
    }

    @Test
    void engineWorksAgainAfterACancellation() throws IOException {
        TensorSpec small = new TensorSpec("w", Shape.of(1 << 20), DType.F32);
        List<Part> parts = List.of(new Part(Slice.whole(small.shape()), new Normal(0, 1)));
        try (Filler filler = new Filler(2); Arena arena = Arena.ofShared()) {
            FillTask task = FillTask.whole(small, parts, 1, arena.allocate(small.byteSize()));
            Thread.currentThread().interrupt();
            assertThrows(CancellationException.class, () -> filler.fill(List.of(task), Progress.NONE));
            assertTrue(Thread.interrupted());
            long[] heard = new long[1];
            filler.fill(List.of(task), (done, total) -> heard[0] = done);
            assertEquals(small.byteSize(), heard[0]);
        }
        assertFalse(Thread.currentThread().isInterrupted());
    }
}
