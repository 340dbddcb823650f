// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.init;

import io.goldilocks.tensor.Shape;
import io.goldilocks.tensor.Slice;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Values that are given one by one.
 *
 * @param values the values in C order, finite, at least one, as many as the tensor has elements
 */
public record Given(List<Double> values) implements Initializer {
    private static final Parameter<List<Double>> VALUES = Parameter.numbers("values");

    static final List<Definition> DEFINITIONS = List
            .of(new Definition("given", "the values, in C order, such as 1:0.5:2",
                    "torch Tensor.copy_", form -> new Given(VALUES.of(form)), VALUES));

    /**
     * Copies the list.
     *
     * @throws IllegalArgumentException if there are none or one is not finite
     */
    public Given {
        values = List.copyOf(values);
        if (values.isEmpty()) {
            throw new IllegalArgumentException("given has no values: expected at least one");
        }
        for (double value : values) {
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException("given values hold " + value + ": expected finite values");
            }
        }
    }

    @Override
    public List<Part> parts(Shape shape, Layout layout) {
        if (shape.elementCount() != values.size()) {
            throw new IllegalArgumentException("given has " + values.size() + " values, but shape " + shape + " has "
                    + shape.elementCount() + " elements: expected one for each");
        }
        return List.of(new Part(Slice.whole(shape), new Values(values)));
    }

    @Override
    public List<Fans> fans(Shape shape, Layout layout) {
        return List.of();
    }

    /** Returns the written form, for example {@code given(values=1.0:0.5:2.0)}. */
    @Override
    public String toString() {
        return values.stream().map(String::valueOf).collect(Collectors.joining(":", "given(values=", ")"));
    }

    private record Values(List<Double> values) implements Content.Indexed {
        @Override
        public double at(long index) {
            return values.get((int) index);
        }

        @Override
        public double greatest() {
            return values.stream().mapToDouble(Math::abs).max().orElse(0);
        }

        @Override
        public String toString() {
            return values.size() + " given values";
        }
    }
}
