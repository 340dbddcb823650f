// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.init;

import io.goldilocks.distribution.Constant;
import io.goldilocks.distribution.Distribution;
import io.goldilocks.distribution.Normal;
import io.goldilocks.distribution.TruncatedNormal;
import io.goldilocks.distribution.Uniform;
import io.goldilocks.tensor.Shape;
import io.goldilocks.tensor.Slice;
import java.util.List;
import java.util.Optional;

/**
 * The same distribution whatever the shape: zeros, ones, constant, normal and uniform. Constants of 0 and 1 are written
 * {@code zeros} and {@code ones}.
 *
 * @param distribution what every element is drawn from
 */
public record Direct(Distribution distribution) implements Initializer {
    /**
     * Checks a constant; the other distributions check themselves.
     *
     * @throws IllegalArgumentException if the distribution is a constant that is not finite
     */
    public Direct {
        if (distribution instanceof Constant(double value) && !Double.isFinite(value)) {
            throw new IllegalArgumentException("constant val " + value + " is malformed: expected a finite value");
        }
    }

    @Override
    public List<Part> parts(Shape shape, Layout layout) {
        return List.of(new Part(Slice.whole(shape), distribution));
    }

    @Override
    public Optional<Fans> fans(Shape shape, Layout layout) {
        return Optional.empty();
    }

    /** Returns the written form, for example {@code normal(mean=0.0,std=0.02)}. */
    @Override
    public String toString() {
        return switch (distribution) {
            case Constant constant when constant.equals(new Constant(0)) -> "zeros";
            case Constant constant when constant.equals(new Constant(1)) -> "ones";
            case Constant(double value) -> "constant(val=" + value + ")";
            case Normal(double mean, double std) -> "normal(mean=" + mean + ",std=" + std + ")";
            case TruncatedNormal(double mean, double std, double low, double high) ->
                "truncated_normal(mean=" + mean + ",std=" + std + ",a=" + low + ",b=" + high + ")";
            case Uniform(double low, double high) -> "uniform(a=" + low + ",b=" + high + ")";
        };
    }
}
