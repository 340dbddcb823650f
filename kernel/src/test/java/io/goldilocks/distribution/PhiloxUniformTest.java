// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.distribution;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.goldilocks.rng.Engine;
import io.goldilocks.rng.ScalarWords;
import io.goldilocks.rng.TensorStream;
import io.goldilocks.rng.Tile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PhiloxUniformTest {
    private static final int TILES = 6;
    private static final ValueLayout.OfInt BITS = ValueLayout.JAVA_INT_UNALIGNED;

    /** Random streams, around blocks where a counter word carries too; the memory around the samples stays as it was. */
    @ParameterizedTest
    @ValueSource(longs = {0, 1L << 26, (1L << 28) - 4, (1L << 28) - 2, (1L << 28) - 1, (1L << 52) - TILES})
    void samplesAreThoseOfTheWords(long firstTile) {
        SplittableRandom random = new SplittableRandom(firstTile);
        int[] words = new int[TILES * Tile.WORDS];
        for (int i = 0; i < 200; i++) {
            TensorStream stream = new TensorStream(Engine.PHILOX4X32_10, random.nextLong(), random.nextLong(),
                    random.nextInt(256));
            float low = random.nextFloat(-2, 2);
            float span = random.nextFloat(0, 3);
            int offset = 4 * random.nextInt(3);
            new ScalarWords().generate(stream, firstTile, TILES, words);
            int[] wanted = new int[words.length + 2];
            for (int k = 0; k < words.length; k++) {
                wanted[offset / 4 + k] = Float.floatToRawIntBits(Math.fma(words[k] >>> 8, span * 0x1p-24f, low));
            }
            MemorySegment out = Arena.ofAuto().allocate(4L * wanted.length);
            VectorPhiloxUniform.generate(stream, firstTile, TILES, low, span, out, offset);
            assertArrayEquals(wanted, out.toArray(BITS));
        }
    }

    @Test
    void otherMemoryAndTooLittleAreRefused() {
        TensorStream stream = TensorStream.of(1, "w");
        MemorySegment heap = MemorySegment.ofArray(new float[2 * Tile.WORDS]);
        MemorySegment plain = Arena.ofAuto().allocate(heap.byteSize());
        assertThrows(IllegalArgumentException.class,
                () -> VectorPhiloxUniform.generate(stream, 0, 2, 0, 1, heap, 0));
        assertThrows(IndexOutOfBoundsException.class,
                () -> VectorPhiloxUniform.generate(stream, 0, 2, 0, 1, plain, 4));
    }
}
