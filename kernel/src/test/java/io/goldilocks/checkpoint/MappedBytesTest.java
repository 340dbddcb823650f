// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.MemorySegment;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MappedBytesTest {
    /** At the edges of blocks and vectors: what the JDK's method says of memory. */
    @ParameterizedTest
    @ValueSource(ints = {1, 7, 64, 8191, 8192, 8193, 16384, 50_000})
    void differenceIsFoundWhereverItIs(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        MemorySegment a = MemorySegment.ofArray(bytes);
        assertEquals(-1, MappedBytes.mismatch(a, MemorySegment.ofArray(bytes.clone())));
        for (int at : new int[]{0, size / 2, Math.min(8191, size - 1), size - 1}) {
            byte[] changed = bytes.clone();
            changed[at] ^= 1;
            changed[size - 1] ^= 2;
            MemorySegment b = MemorySegment.ofArray(changed);
            assertEquals(a.mismatch(b), MappedBytes.mismatch(a, b));
            assertEquals(at, MappedBytes.mismatch(a, b));
        }
        MemorySegment shorter = a.asSlice(0, size - 1);
        assertEquals(size - 1, MappedBytes.mismatch(a, shorter));
        assertEquals(size - 1, MappedBytes.mismatch(shorter, a));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 8191, 8192, 8193, 50_000})
    void checksumIsThatOfTheBytes(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        CRC32C whole = new CRC32C();
        whole.update(bytes);
        CRC32C copied = new CRC32C();
        MappedBytes.update(copied, MemorySegment.ofArray(bytes));
        assertEquals(whole.getValue(), copied.getValue());
    }

    @Test
    void nothingIsTheSameAsNothing() {
        MemorySegment nothing = MemorySegment.ofArray(new byte[0]);
        assertEquals(-1, MappedBytes.mismatch(nothing, nothing));
        assertEquals(0, MappedBytes.mismatch(nothing, MemorySegment.ofArray(new byte[5])));
    }
}
