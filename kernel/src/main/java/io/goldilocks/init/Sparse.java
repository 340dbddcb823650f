// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.init;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.goldilocks.distribution.Normal;
import io.goldilocks.distribution.Uniform;
import io.goldilocks.linalg.Parallel;
import io.goldilocks.tensor.Shape;
import io.goldilocks.tensor.Slice;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;

/**
 * Gaussian values with the same number of zeros in every column, at places drawn at random. A column's zeros stand where the
 * samples of draw 1 are the smallest, so a column is computed whole, and any slice is cut from the whole.
 *
 * <p>Source: torch 2.14, {@code sparse_}, which has zeros in ⌈sparsity·rows⌉ rows of each column; Martens, <i>Deep learning via
 * Hessian-free optimization</i>, 2010.
 *
 * @param sparsity the part of each column that is 0, 0 to 1
 * @param std the standard deviation of the other values, at least 0
 */
public record Sparse(double sparsity, double std) implements Initializer {
    private static final Parameter<Double> SPARSITY = Parameter.number("sparsity");
    private static final Parameter<Double> STD = Parameter.number("std", 0.01);

    static final List<Definition> DEFINITIONS = List.of(new Definition("sparse",
            "N(0, std²), but 0 in ⌈sparsity·rows⌉ rows of each column, drawn at random", "torch sparse_; Martens 2010",
            form -> new Sparse(SPARSITY.of(form), STD.of(form)), SPARSITY, STD));

    /** A matrix with more rows is refused: a column's places are sorted in an array. */
    private static final long MAX_ROWS = 1L << 27;

    /**
     * Checks the parameters.
     *
     * @throws IllegalArgumentException if {@code sparsity} is outside [0, 1] or {@code std} is negative or not finite
     */
    public Sparse {
        if (!(sparsity >= 0 && sparsity <= 1) || !(std >= 0) || std == Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException("sparse sparsity " + sparsity + " and std " + std
                    + " are malformed: expected a sparsity from 0 to 1 and a finite std >= 0");
        }
    }

    @Override
    public List<Part> parts(Shape shape, Layout layout) {
        if (shape.rank() != 2 || shape.extent(0) > MAX_ROWS) {
            throw new IllegalArgumentException(
                    this + " does not fit shape " + shape + ": expected a matrix of at most " + MAX_ROWS + " rows");
        }
        return List.of(new Part(Slice.whole(shape), new Thinned(this, shape.extent(0), shape.extent(1))));
    }

    @Override
    public List<Fans> fans(Shape shape, Layout layout) {
        return List.of();
    }

    /** Returns the written form, for example {@code sparse(sparsity=0.9,std=0.01)}. */
    @Override
    public String toString() {
        return "sparse(sparsity=" + sparsity + ",std=" + std + ")";
    }

    private record Thinned(Sparse rule, long rows, long columns) implements Content.Computed {
        private static final ValueLayout.OfDouble F64 = ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(LITTLE_ENDIAN);

        @Override
        public Content.Values compute(Samples samples, Parallel parallel, boolean doubles) {
            PackedValues values = new PackedValues(rows * columns, doubles);
            try {
                thin(samples, doubles, values.memory());
                return values;
            } catch (Throwable e) {
                values.close();
                throw e;
            }
        }

        private void thin(Samples samples, boolean doubles, MemorySegment out) {
            samples.draw(0, new Normal(0, rule.std), doubles, 0, out);
            long size = doubles ? Double.BYTES : Float.BYTES;
            int zeros = (int) Math.ceil(rule.sparsity * rows);
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment lots = arena.allocate(Math.multiplyExact(rows * columns, Double.BYTES), Double.BYTES);
                samples.draw(1, new Uniform(0, 1), true, 0, lots);
                long[] order = new long[(int) rows];
                for (long column = 0; column < columns; column++) {
                    for (int row = 0; row < rows; row++) {
                        // 36 bits of the lot above the 27 of the row: equal lots go by the row.
                        double lot = lots.get(F64, (row * columns + column) * Double.BYTES);
                        order[row] = (long) (lot * 0x1p36) << 27 | row;
                    }
                    Arrays.sort(order);
                    for (int i = 0; i < zeros; i++) {
                        long row = order[i] & (MAX_ROWS - 1);
                        out.asSlice((row * columns + column) * size, size).fill((byte) 0);
                    }
                }
            }
        }

        /** Beyond any sample: those of an f64 normal end at 9.3 standard deviations. */
        @Override
        public double greatest() {
            return 10 * rule.std;
        }

        @Override
        public String toString() {
            return rule.toString();
        }
    }
}
