// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.init;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.goldilocks.distribution.Normal;
import io.goldilocks.linalg.OrthonormalRows;
import io.goldilocks.linalg.Parallel;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A matrix with orthonormal rows or columns, whichever are fewer, times a gain. It is made of the Gaussian matrix that
 * {@code normal} would fill the same frame with.
 */
record OrthogonalMatrix(long rows, long columns, double gain) implements Content.Computed {
    private static final ValueLayout.OfDouble F64 = ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(LITTLE_ENDIAN);
    private static final ValueLayout.OfFloat F32 = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(LITTLE_ENDIAN);

    /** Elements that a task draws. */
    private static final int BATCH = 1 << 16;

    @Override
    public Content.Values compute(Samples samples, Parallel parallel, boolean doubles) {
        OrthonormalRows<?> matrix = allocate(doubles);
        parallel.run((int) Math.ceilDiv(rows * columns, BATCH),
                batch -> draw(samples, doubles, (long) batch * BATCH, matrix));
        matrix.orthonormalise(gain, parallel);
        return (first, wanted, out) -> {
            Place place = new Place(first);
            for (int i = 0; i < wanted; i++) {
                out[i] = matrix.get(place.row(), place.column());
                place.advance();
            }
        };
    }

    private OrthonormalRows<?> allocate(boolean doubles) {
        int count = (int) Math.min(rows, columns);
        int length = (int) Math.max(rows, columns);
        try {
            return doubles ? OrthonormalRows.ofDoubles(count, length) : OrthonormalRows.ofFloats(count, length);
        } catch (OutOfMemoryError e) {
            OutOfMemoryError named = new OutOfMemoryError(e.getMessage() + ", for an orthogonal matrix of " + rows + "x"
                    + columns + ", which is calculated whole: " + rows * columns * (doubles ? 8 : 4) + " bytes");
            named.initCause(e);
            throw named;
        }
    }

    private void draw(Samples samples, boolean doubles, long first, OrthonormalRows<?> matrix) {
        int drawn = (int) Math.min(BATCH, rows * columns - first);
        int size = doubles ? Double.BYTES : Float.BYTES;
        MemorySegment gaussians = MemorySegment.ofArray(new byte[drawn * size]);
        samples.draw(0, new Normal(0, 1), doubles, first, gaussians);
        Place place = new Place(first);
        for (int i = 0; i < drawn; i++) {
            long at = (long) i * size;
            matrix.set(place.row(), place.column(), doubles ? gaussians.get(F64, at) : gaussians.get(F32, at));
            place.advance();
        }
    }

    /** Walks the frame in C order and tells where its elements stand in the orthonormal rows: transposed, if it is tall. */
    private final class Place {
        private int row;
        private int column;

        Place(long index) {
            row = (int) (index / columns);
            column = (int) (index % columns);
        }

        int row() {
            return rows > columns ? column : row;
        }

        int column() {
            return rows > columns ? row : column;
        }

        void advance() {
            column++;
            if (column == columns) {
                column = 0;
                row++;
            }
        }
    }

    /** A little more than the gain, which rounding can exceed. */
    @Override
    public double greatest() {
        return gain * (1 + 0x1p-20);
    }

    @Override
    public String toString() {
        return new Orthogonal(gain).toString();
    }
}
