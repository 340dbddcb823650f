// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.verify;

import io.goldilocks.checkpoint.MappedBytes;
import io.goldilocks.tensor.Shape;
import io.goldilocks.tensor.TensorSpec;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * The rows of a tensor, to look for such as are zero and such as stand there twice. A row is the shortest run of inner axes with at
 * least {@value #SHORTEST} elements: shorter rows of 8-bit elements can be alike by chance.
 */
final class Rows {
    static final int SHORTEST = 16;

    private static final int ZEROS = 1 << 16;

    private final MemorySegment data;
    private final long length;
    private final long rowBytes;
    private final int count;
    private long dead;
    private long firstDead = -1;
    private long duplicates;
    private long firstOriginal = -1;
    private long firstDuplicate = -1;

    /** Looks at the rows of a tensor of whole bytes; at none, if it has one axis, one row or rows beyond 2 GiB. */
    Rows(TensorSpec tensor, MemorySegment data) {
        this.data = data;
        Shape shape = tensor.shape();
        int axis = shape.rank();
        long elements = 1;
        while (axis > 0 && elements < SHORTEST) {
            axis--;
            elements *= shape.extent(axis);
        }
        long rows = elements == 0 ? 0 : shape.elementCount() / elements;
        length = elements;
        rowBytes = length * tensor.dtype().byteSize();
        boolean fits = rows <= Integer.MAX_VALUE - 8 && rowBytes <= Integer.MAX_VALUE;
        count = length >= SHORTEST && rows > 1 && fits ? (int) rows : 0;
        search();
    }

    private void search() {
        long[] hashed = new long[count];
        int live = 0;
        CRC32C crc = new CRC32C();
        for (int i = 0; i < count; i++) {
            MemorySegment row = row(i);
            if (isZero(row)) {
                firstDead = dead == 0 ? i : firstDead;
                dead++;
            } else {
                crc.reset();
                MappedBytes.update(crc, row);
                hashed[live] = crc.getValue() << 32 | i;
                live++;
            }
        }
        // By hash, and in a hash by index: the first of a group is the original.
        Arrays.sort(hashed, 0, live);
        int original = 0;
        for (int i = 1; i < live; i++) {
            if (hashed[i] >>> 32 != hashed[original] >>> 32) {
                original = i;
            } else if (MappedBytes.mismatch(row((int) hashed[i]), row((int) hashed[original])) < 0) {
                countDuplicate((int) hashed[original], (int) hashed[i]);
            }
        }
    }

    private void countDuplicate(int original, int duplicate) {
        if (duplicates == 0 || duplicate < firstDuplicate) {
            firstOriginal = original;
            firstDuplicate = duplicate;
        }
        duplicates++;
    }

    /** How many elements a row has. */
    long length() {
        return length;
    }

    int count() {
        return count;
    }

    /** How many rows are zero. */
    long dead() {
        return dead;
    }

    long firstDead() {
        return firstDead;
    }

    /** How many rows are as one before them, those of zeros left out. */
    long duplicates() {
        return duplicates;
    }

    long firstOriginal() {
        return firstOriginal;
    }

    long firstDuplicate() {
        return firstDuplicate;
    }

    private MemorySegment row(int index) {
        return data.asSlice(index * rowBytes, rowBytes);
    }

    private static boolean isZero(MemorySegment row) {
        MemorySegment zeros = Zeros.SEGMENT;
        for (long offset = 0; offset < row.byteSize(); offset += ZEROS) {
            long end = Math.min(offset + ZEROS, row.byteSize());
            if (MappedBytes.mismatch(row.asSlice(offset, end - offset), zeros.asSlice(0, end - offset)) >= 0) {
                return false;
            }
        }
        return true;
    }

    private static final class Zeros {
        static final MemorySegment SEGMENT = MemorySegment.ofArray(new byte[ZEROS]).asReadOnly();
    }
}
