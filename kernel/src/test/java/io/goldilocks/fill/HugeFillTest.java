// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.fill;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.goldilocks.distribution.Normal;
import io.goldilocks.init.Part;
import io.goldilocks.rng.TensorStream;
import io.goldilocks.tensor.DType;
import io.goldilocks.tensor.Shape;
import io.goldilocks.tensor.Slice;
import io.goldilocks.tensor.TensorSpec;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Memory beyond 4 GiB, where 32-bit offsets would wrap. */
class HugeFillTest {
    private static final TensorSpec TENSOR = new TensorSpec("huge", Shape.of((1L << 30) + 12_345, 5), DType.F8_E5M2);

    @Test
    @Tag("exhaustive")
    void beyond4GiB() throws IOException {
        List<Part> parts = List.of(new Part(Slice.whole(TENSOR.shape()), new Normal(0, 1)));
        byte[] wanted = new byte[10_000];
        TileFiller scalar = TileFiller.only(Kernels.scalar());
        TensorStream stream = TensorStream.of(3, TENSOR.name());
        try (Arena arena = Arena.ofShared(); Filler filler = new Filler()) {
            MemorySegment memory = arena.allocate(TENSOR.byteSize());
            filler.fill(List.of(FillTask.whole(TENSOR, parts, 3, memory)), Progress.NONE);
            for (long at : new long[]{0, (1L << 31) - 5000, (1L << 32) - 5000, TENSOR.byteSize() - wanted.length}) {
                scalar.fill(stream, new Normal(0, 1), TENSOR.dtype(), at, wanted.length, MemorySegment.ofArray(wanted),
                        0);
                assertEquals(-1, memory.asSlice(at, wanted.length).mismatch(MemorySegment.ofArray(wanted)),
                        "elements from " + at);
            }
        }
    }

    /** The same far elements without the memory: a slice of a tensor of 4 TiB. */
    @Test
    void sliceFarInside() throws IOException {
        TensorSpec tensor = new TensorSpec("far", Shape.of(1L << 20, 1L << 20), DType.F32);
        List<Part> parts = List.of(new Part(Slice.whole(tensor.shape()), new Normal(0, 1)));
        Slice corner = Slice.of((1L << 20) - 2, 1L << 20, (1L << 20) - 100, 1L << 20);
        byte[] got = new byte[800];
        try (Filler filler = new Filler(2)) {
            filler.fill(List.of(new FillTask(tensor, corner, parts, TensorStream.of(3, "far"),
                    new FillTask.InMemory(MemorySegment.ofArray(got)), 0)), Progress.NONE);
        }
        byte[] wanted = new byte[800];
        for (int row = 0; row < 2; row++) {
            long start = ((1L << 20) - 2 + row) * (1L << 20) + (1L << 20) - 100;
            TileFiller.only(Kernels.scalar()).fill(TensorStream.of(3, "far"), new Normal(0, 1), DType.F32, start, 100,
                    MemorySegment.ofArray(wanted), row * 400L);
        }
        assertEquals(-1, MemorySegment.ofArray(wanted).mismatch(MemorySegment.ofArray(got)));
    }
}
