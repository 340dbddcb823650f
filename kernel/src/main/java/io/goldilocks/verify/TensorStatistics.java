// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.verify;

import io.goldilocks.checkpoint.ElementReader;
import io.goldilocks.tensor.DType;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * The figures of a tensor's elements. The same bytes always give the same figures, bit for bit: the order of the sums
 * is fixed.
 *
 * <p>A NaN among the elements makes all four figures NaN. An infinity leaves minimum and maximum as they are and makes
 * mean and std NaN, as do elements so large (beyond about 10¹⁵⁰) that their squares overflow.
 *
 * @param count the number of elements, at least 1
 * @param mean the mean
 * @param std the standard deviation of the elements themselves (divided by n, not by n − 1)
 * @param min the least element
 * @param max the greatest element
 */
public record TensorStatistics(long count, double mean, double std, double min, double max) {
    /** Small enough that the second pass over a block reads from the nearest cache. */
    private static final int BLOCK = 2048;

    /**
     * Reads all elements once.
     *
     * <p>Source: blocks by the corrected two-pass algorithm, joined by the pairwise update; both in Chan, Golub and LeVeque,
     * "Algorithms for computing the sample variance" (1983).
     *
     * @param bytes the elements, packed, little-endian, of any alignment
     * @param dtype their type
     * @return the figures, or nothing if there are no elements or the type has none: complex numbers, and types that do
     *     not fill whole bytes
     * @throws IllegalArgumentException if the segment is no whole number of elements
     */
    public static Optional<TensorStatistics> of(MemorySegment bytes, DType dtype) {
        Optional<ElementReader> reader = ElementReader.of(dtype);
        if (reader.isEmpty() || bytes.byteSize() == 0) {
            return Optional.empty();
        }
        if (bytes.byteSize() % dtype.byteSize() != 0) {
            throw new IllegalArgumentException("a segment of " + bytes.byteSize()
                    + " bytes is no whole number of elements of type " + dtype);
        }
        Moments all = new Moments();
        double[] block = new double[BLOCK];
        long count = bytes.byteSize() / dtype.byteSize();
        for (long first = 0; first < count; first += BLOCK) {
            int length = (int) Math.min(BLOCK, count - first);
            read(reader.get(), bytes, first * dtype.byteSize(), dtype.byteSize(), length, block);
            all.add(block, length);
        }
        return Optional.of(all.statistics());
    }

    private static void read(ElementReader reader, MemorySegment bytes, long offset, int size, int count,
            double[] out) {
        for (int i = 0; i < count; i++) {
            out[i] = reader.read(bytes, offset + (long) i * size);
        }
    }
}
