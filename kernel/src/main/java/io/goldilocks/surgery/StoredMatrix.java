// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.surgery;

import io.goldilocks.checkpoint.ElementReader;
import io.goldilocks.linalg.Matrix;
import io.goldilocks.tensor.TensorSpec;
import java.lang.foreign.MemorySegment;

/**
 * The weight of a dense layer as it stands in a file, for a reader as [out, in] whichever way it is stored.
 *
 * @param spec the weight, of two axes
 * @param bytes its elements
 * @param reader reads one of them
 * @param transposed whether rows are read as columns
 */
record StoredMatrix(TensorSpec spec, MemorySegment bytes, ElementReader reader, boolean transposed) implements Matrix {
    static StoredMatrix of(TensorSpec spec, MemorySegment bytes, boolean transposed) {
        return new StoredMatrix(spec, bytes, ElementReader.of(spec.dtype()).orElseThrow(), transposed);
    }

    /** The same as it is stored. */
    StoredMatrix stored() {
        return new StoredMatrix(spec, bytes, reader, false);
    }

    @Override
    public int rows() {
        return extent(transposed ? 1 : 0);
    }

    @Override
    public int columns() {
        return extent(transposed ? 0 : 1);
    }

    @Override
    public void read(int row, int rows, int column, int columns, double[][] out) {
        if (transposed) {
            for (int j = 0; j < columns; j++) {
                long at = offset(column + j, row);
                for (int i = 0; i < rows; i++) {
                    out[i][j] = reader.read(bytes, at + (long) i * spec.dtype().byteSize());
                }
            }
        } else {
            for (int i = 0; i < rows; i++) {
                long at = offset(row + i, column);
                for (int j = 0; j < columns; j++) {
                    out[i][j] = reader.read(bytes, at + (long) j * spec.dtype().byteSize());
                }
            }
        }
    }

    private long offset(int row, int column) {
        return ((long) row * extent(1) + column) * spec.dtype().byteSize();
    }

    private int extent(int axis) {
        return Math.toIntExact(spec.shape().extent(axis));
    }
}
