// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.surgery;

import io.goldilocks.checkpoint.ElementReader;
import io.goldilocks.tensor.Shape;
import io.goldilocks.tensor.TensorSpec;
import java.lang.foreign.MemorySegment;

/**
 * Rows of a stored tensor as numbers; those of a vector have one element. Safe for any thread.
 *
 * @param tensor the tensor's name
 * @param bytes the rows, one after the other
 * @param count how many there are
 * @param width the elements of one
 * @param size the bytes of an element
 * @param reader reads one
 */
record Rows(String tensor, MemorySegment bytes, long count, int width, int size, ElementReader reader) {
    /** Takes the first rows of a tensor. */
    static Rows of(TensorSpec spec, MemorySegment bytes, long count) {
        Shape shape = spec.shape();
        long width = shape.extent(0) == 0 ? 1 : shape.elementCount() / shape.extent(0);
        ElementReader reader = ElementReader.of(spec.dtype()).filter(_ -> spec.dtype().isFillable())
                .orElseThrow(() -> new IllegalArgumentException("tensor '" + spec.name() + "' has type " + spec.dtype()
                        + ", which cannot be calculated with: expected F64, F32, F16, BF16, F8_E4M3 or F8_E5M2"));
        return new Rows(spec.name(), bytes, count, Math.toIntExact(width), spec.dtype().byteSize(), reader);
    }

    /** Reads an element by its index in C order. */
    double at(long index) {
        return reader.read(bytes, index * size);
    }

    /** Reads a row into {@code out} from index {@code at} on. */
    void read(long row, double[] out, int at) {
        for (int i = 0; i < width; i++) {
            out[at + i] = at(row * width + i);
        }
    }

    /** Reads a row that sums are made of. */
    void readFinite(long row, double[] out, int at) {
        read(row, out, at);
        for (int i = 0; i < width; i++) {
            if (!Double.isFinite(out[at + i])) {
                throw new IllegalArgumentException("row " + row + " of tensor '" + tensor + "' holds " + out[at + i]
                        + ", of which no mean can be made: leave the row out (--exclude-rows " + row + ")");
            }
        }
    }
}
