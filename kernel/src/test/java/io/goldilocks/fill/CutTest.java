// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.fill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.goldilocks.distribution.Constant;
import io.goldilocks.init.Part;
import io.goldilocks.rng.TensorStream;
import io.goldilocks.tensor.DType;
import io.goldilocks.tensor.Shape;
import io.goldilocks.tensor.Slice;
import io.goldilocks.tensor.TensorSpec;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CutTest {
    private static final int CHUNK = 64;

    /** Chunks follow each other without a gap, none is empty, none too large, and all inner ends lie on the boundaries. */
    @ParameterizedTest
    @EnumSource(value = DType.class, names = {"F8_E4M3", "BF16", "F32", "F64"})
    void chunksEndAtTheBoundariesOfTheDestination(DType type) {
        int size = type.byteSize();
        for (int elements = 1; elements <= 100; elements++) {
            for (int offset = 0; offset <= 2 * CHUNK; offset += size) {
                Cut cut = cut(type, elements, offset);
                assertEquals(0, cut.start(0));
                assertEquals(elements, cut.start(cut.count()));
                for (long chunk = 0; chunk < cut.count(); chunk++) {
                    long end = cut.start(chunk + 1);
                    long length = end - cut.start(chunk);
                    assertTrue(length > 0 && length * size <= CHUNK, cut + " has a chunk of " + length);
                    assertTrue(end == elements || (offset + end * size) % CHUNK == 0, cut + " ends at " + end);
                }
            }
        }
    }

    /** Where no element can end at a boundary, the chunks still cover all. */
    @ParameterizedTest
    @EnumSource(value = DType.class, names = {"BF16", "F32", "F64"})
    void elementsAcrossTheBoundariesAreInOneChunk(DType type) {
        for (int offset = 1; offset <= CHUNK; offset += 2) {
            Cut cut = cut(type, 100, offset);
            assertEquals(100, cut.start(cut.count()));
            for (long chunk = 0; chunk < cut.count(); chunk++) {
                assertTrue(cut.start(chunk) < cut.start(chunk + 1), cut + " has an empty chunk");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(value = DType.class, names = {"F8_E4M3", "BF16", "F32", "F64"})
    void whatFitsIntoOneChunkIsOne(DType type) {
        int elements = CHUNK / type.byteSize();
        assertEquals(1, cut(type, elements, 17).count());
        assertEquals(2, cut(type, elements + 1, 0).count());
    }

    /** The cut of a row that begins at the offset: half of it that of the segment, half that within the segment. */
    private static Cut cut(DType type, int elements, int offset) {
        TensorSpec tensor = new TensorSpec("w", Shape.of(elements), type);
        Slice all = Slice.whole(tensor.shape());
        MemorySegment memory = MemorySegment.ofArray(new byte[4096]).asSlice(offset / 2);
        FillTask task = new FillTask(tensor, all, List.of(new Part(all, new Constant(1))), TensorStream.of(1, "w"),
                new FillTask.InMemory(memory), offset - offset / 2);
        return Cut.of(task, new Runs(tensor.shape(), all, all), CHUNK);
    }
}
