// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.init;

import io.goldilocks.tensor.Shape;
import java.util.List;

/**
 * Matrices with the same value along their main diagonals and zeros elsewhere; they need not be square. Of a stack of experts
 * and of layers that are fused, each is such a matrix. A gain of 1 is written {@code identity}.
 *
 * <p>Source: torch 2.14, {@code eye_}; Keras, {@code Identity}.
 *
 * @param gain the value on the diagonal, finite
 */
public record Identity(double gain) implements Initializer {
    private static final Parameter<Double> GAIN = Parameter.number("gain");

    static final List<Definition> DEFINITIONS = List.of(
            new Definition("identity", "1 on the main diagonal, else 0", "Keras Identity", form -> new Identity(1)),
            new Definition("eye", "identity by torch's name", "torch eye_", form -> new Identity(1)),
            new Definition("diagonal", "gain on the main diagonal, else 0", "Keras Identity(gain)",
                    form -> new Identity(GAIN.of(form)), GAIN));

    /**
     * Checks the gain.
     *
     * @throws IllegalArgumentException if the gain is not finite
     */
    public Identity {
        if (!Double.isFinite(gain)) {
            throw new IllegalArgumentException("diagonal gain " + gain + " is malformed: expected a finite value");
        }
    }

    @Override
    public List<Part> parts(Shape shape, Layout layout) {
        if (layout instanceof ConvLayout || layout instanceof VectorLayout) {
            throw new IllegalArgumentException(this + " does not fit layout " + layout
                    + ": expected that of a matrix; for convolutions there is dirac");
        }
        return layout.matrices(shape).stream().map(matrix -> new Part(matrix,
                new Diagonal(gain, matrix.ranges().getLast().length()))).toList();
    }

    @Override
    public List<Fans> fans(Shape shape, Layout layout) {
        return List.of();
    }

    /** Returns the written form, for example {@code diagonal(gain=0.5)}. */
    @Override
    public String toString() {
        return gain == 1 ? "identity" : "diagonal(gain=" + gain + ")";
    }

    private record Diagonal(double gain, long columns) implements Content.Indexed {
        @Override
        public double at(long index) {
            return index / columns == index % columns ? gain : 0;
        }

        @Override
        public double greatest() {
            return Math.abs(gain);
        }

        @Override
        public String toString() {
            return new Identity(gain).toString();
        }
    }
}
