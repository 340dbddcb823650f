// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.init;

import io.goldilocks.tensor.Shape;
import io.goldilocks.tensor.Slice;
import java.util.List;
import java.util.Optional;

/**
 * A matrix with the same value along its main diagonal and zeros elsewhere; it need not be square. A gain of 1 is written
 * {@code identity}.
 *
 * <p>Source: torch 2.14, {@code eye_}; Keras, {@code Identity}.
 *
 * @param gain the value on the diagonal, finite
 */
public record Identity(double gain) implements Initializer {
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
        if (shape.rank() != 2) {
            throw new IllegalArgumentException(this + " does not fit shape " + shape + ": expected a matrix");
        }
        return List.of(new Part(Slice.whole(shape), new Diagonal(gain, shape.extent(1))));
    }

    @Override
    public Optional<Fans> fans(Shape shape, Layout layout) {
        return Optional.empty();
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
