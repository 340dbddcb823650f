// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.init;

import io.goldilocks.tensor.Shape;
import io.goldilocks.tensor.Slice;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code [experts, …]}: weights of the same layout stacked along the first axis. Their number widens no fan.
 *
 * @param of the layout of one expert: a matrix, such as {@code linear} for {@code [experts, out, in]} and {@code conv1d} for
 *     {@code [experts, in, out]}, or one that is fused
 */
public record ExpertsLayout(Layout of) implements Layout {
    private static final int MAX_MATRICES = 1 << 16;

    /**
     * Checks the layout of one expert.
     *
     * @throws IllegalArgumentException if it is neither a matrix nor fused
     */
    public ExpertsLayout {
        if (!(of instanceof MatrixLayout || of instanceof FusedLayout)) {
            throw new IllegalArgumentException(
                    "layout experts of " + of + " is malformed: expected the layout of a matrix, or a fused one");
        }
    }

    @Override
    public boolean hasFans(int rank) {
        return rank == 3;
    }

    @Override
    public Fans fans(Shape shape) {
        return of.fans(one(shape));
    }

    @Override
    public List<Block> blocks(Shape shape) {
        return of.blocks(one(shape)).stream()
                .map(block -> new Block(stacked(0, shape.extent(0), block.region()), block.fans())).toList();
    }

    @Override
    public List<Slice> matrices(Shape shape) {
        List<Slice> ofOne = of.matrices(one(shape));
        if (shape.extent(0) > MAX_MATRICES / ofOne.size()) {
            throw new IllegalArgumentException("layout " + this + " cuts shape " + shape + " into more than "
                    + MAX_MATRICES + " matrices, the most there may be");
        }
        List<Slice> all = new ArrayList<>();
        for (long expert = 0; expert < shape.extent(0); expert++) {
            for (Slice matrix : ofOne) {
                all.add(stacked(expert, expert + 1, matrix));
            }
        }
        return List.copyOf(all);
    }

    /** Returns the written form, for example {@code experts(of=conv1d)}; linear experts are written {@code experts}. */
    @Override
    public String toString() {
        return of == MatrixLayout.LINEAR ? "experts" : "experts(of=" + of + ")";
    }

    private Shape one(Shape shape) {
        Layouts.requireFans(this, shape);
        return new Shape(shape.extents().subList(1, shape.rank()));
    }

    private static Slice stacked(long first, long end, Slice inner) {
        List<Slice.Range> ranges = new ArrayList<>();
        ranges.add(new Slice.Range(first, end));
        ranges.addAll(inner.ranges());
        return new Slice(ranges);
    }
}
