// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.init;

import io.goldilocks.tensor.Shape;
import io.goldilocks.tensor.Slice;
import java.util.List;

/**
 * A convolution that passes its inputs on: 1 in the middle of the kernel where an output meets the input of the same number
 * within its group, 0 elsewhere. Outputs beyond the number of inputs are 0.
 *
 * <p>Source: torch 2.14, {@code dirac_}, for 1 to 3 kernel axes; the middle of an axis of length k is k/2, rounded down.
 *
 * @param groups how many groups the outputs, on the first axis, are divided into; at least 1
 */
public record Dirac(long groups) implements Initializer {
    private static final Parameter<Long> GROUPS = Parameter.whole("groups").or("1");

    static final List<Definition> DEFINITIONS = List.of(new Definition("dirac",
            "1 at [g·out/groups + i, i, middle…] for each group g, else 0: a convolution that passes its inputs on",
            "torch dirac_", form -> new Dirac(GROUPS.of(form)), GROUPS));

    /**
     * Checks the number of groups.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public Dirac {
        if (groups < 1) {
            throw new IllegalArgumentException("dirac groups " + groups + " is malformed: expected at least 1");
        }
    }

    @Override
    public List<Part> parts(Shape shape, Layout layout) {
        if (shape.rank() < 3 || shape.extent(0) % groups != 0) {
            throw new IllegalArgumentException(this + " does not fit shape " + shape
                    + ": expected [out, in, k…] with an out that " + groups + " groups divide");
        }
        long kernel = 1;
        long middle = 0;
        for (long extent : shape.extents().subList(2, shape.rank())) {
            kernel *= extent;
            middle = middle * extent + extent / 2;
        }
        return List.of(new Part(Slice.whole(shape),
                new Passing(groups, shape.extent(0) / groups, shape.extent(1), kernel, middle)));
    }

    @Override
    public List<Fans> fans(Shape shape, Layout layout) {
        return List.of();
    }

    /** Returns the written form, for example {@code dirac(groups=1)}. */
    @Override
    public String toString() {
        return "dirac(groups=" + groups + ")";
    }

    private record Passing(long groups, long outputs, long inputs, long kernel, long middle)
            implements
                Content.Indexed {
        @Override
        public double at(long index) {
            long channel = index / kernel;
            return index % kernel == middle && channel / inputs % outputs == channel % inputs ? 1 : 0;
        }

        @Override
        public double greatest() {
            return 1;
        }

        @Override
        public String toString() {
            return new Dirac(groups).toString();
        }
    }
}
