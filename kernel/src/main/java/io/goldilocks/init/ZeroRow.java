// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.init;

import io.goldilocks.distribution.Constant;
import io.goldilocks.tensor.Shape;
import io.goldilocks.tensor.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One row of 0, as torch's {@code Embedding} has it at its {@code padding_idx}; the other rows as another initialiser has
 * them.
 *
 * @param row the index on axis 0, at least 0
 * @param of the initialiser of the other rows
 */
public record ZeroRow(long row, Initializer of) implements Initializer {
    /**
     * Checks the row.
     *
     * @throws IllegalArgumentException if the row is negative
     */
    public ZeroRow {
        if (row < 0) {
            throw new IllegalArgumentException("zero_row row " + row + " is malformed: expected at least 0");
        }
    }

    @Override
    public Optional<Fans> fans(Shape shape, Layout layout) {
        return of.fans(shape, layout);
    }

    @Override
    public List<Part> parts(Shape shape, Layout layout) {
        if (shape.rank() == 0 || row >= shape.extent(0)) {
            throw new IllegalArgumentException("zero_row row " + row + " is outside shape " + shape
                    + ": expected a row below " + (shape.rank() == 0 ? 0 : shape.extent(0)));
        }
        Slice zero = rows(shape, row, row + 1);
        List<Part> parts = new ArrayList<>();
        for (Part part : of.parts(shape, layout)) {
            addUnlessEmpty(parts, part, rows(shape, 0, row));
            addUnlessEmpty(parts, part, rows(shape, row + 1, shape.extent(0)));
        }
        parts.add(new Part(zero, new Constant(0)));
        return List.copyOf(parts);
    }

    /** Returns the written form, for example {@code zero_row(row=0,of=normal(mean=0.0,std=0.02))}. */
    @Override
    public String toString() {
        return "zero_row(row=" + row + ",of=" + of + ")";
    }

    private static Slice rows(Shape shape, long start, long end) {
        List<Slice.Range> ranges = new ArrayList<>(Slice.whole(shape).ranges());
        ranges.set(0, new Slice.Range(start, end));
        return new Slice(ranges);
    }

    private static void addUnlessEmpty(List<Part> parts, Part part, Slice rows) {
        Part cut = part.within(rows);
        if (cut.region().shape().elementCount() > 0) {
            parts.add(cut);
        }
    }
}
