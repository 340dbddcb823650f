// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.init;

import io.goldilocks.distribution.Constant;
import io.goldilocks.tensor.Shape;
import io.goldilocks.tensor.Slice;
import java.util.ArrayList;
import java.util.List;

/**
 * One row of 0, as torch's {@code Embedding} has it at its {@code padding_idx}; the other rows as another initialiser has
 * them.
 *
 * @param row the index on axis 0, at least 0
 * @param of the initialiser of the other rows
 */
public record ZeroRow(long row, Initializer of) implements Initializer {
    private static final Parameter<Long> ROW = Parameter.whole("row");
    private static final Parameter<Initializer> OF = Parameter.rule("of");

    static final List<Definition> DEFINITIONS = List.of(new Definition("zero_row",
            "0 in one row, the rest as another initialiser has it", "torch Embedding(padding_idx)",
            form -> new ZeroRow(ROW.of(form), OF.of(form)), ROW, OF));

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
    public List<Fans> fans(Shape shape, Layout layout) {
        return of.fans(shape, layout);
    }

    @Override
    public List<Part> parts(Shape shape, Layout layout) {
        if (shape.rank() == 0 || row >= shape.extent(0)) {
            throw new IllegalArgumentException("zero_row row " + row + " is outside shape " + shape
                    + ": expected a row below " + (shape.rank() == 0 ? 0 : shape.extent(0)));
        }
        List<Slice.Range> ranges = new ArrayList<>(Slice.whole(shape).ranges());
        ranges.set(0, new Slice.Range(row, row + 1));
        Slice zero = new Slice(ranges);
        List<Part> parts = new ArrayList<>(Overlay.without(of.parts(shape, layout), zero));
        parts.add(new Part(zero, new Constant(0)));
        return List.copyOf(parts);
    }

    /** Returns the written form, for example {@code zero_row(row=0,of=normal(mean=0.0,std=0.02))}. */
    @Override
    public String toString() {
        return "zero_row(row=" + row + ",of=" + of + ")";
    }
}
