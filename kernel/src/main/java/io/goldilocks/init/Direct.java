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

/**
 * The same distribution whatever the shape: zeros, ones, constant, normal and uniform. Constants of 0 and 1 are written
 * {@code zeros} and {@code ones}.
 *
 * @param distribution what every element is drawn from
 */
public record Direct(Distribution distribution) implements Initializer {
    private static final Parameter<Double> VAL = Parameter.number("val");
    private static final Parameter<Double> MEAN = Parameter.number("mean", 0);
    private static final Parameter<Double> STD = Parameter.number("std", 1);
    private static final Parameter<Double> A = Parameter.number("a", 0);
    private static final Parameter<Double> B = Parameter.number("b", 1);

    static final List<Definition> DEFINITIONS = List.of(
            new Definition("zeros", "0", "torch zeros_", form -> new Direct(new Constant(0))),
            new Definition("ones", "1; also D of Mamba and the weight of a norm", "torch ones_",
                    form -> new Direct(new Constant(1))),
            new Definition("constant", "val", "torch constant_", form -> new Direct(new Constant(VAL.of(form))), VAL),
            new Definition("normal", "N(mean, std²)", "torch normal_",
                    form -> new Direct(new Normal(MEAN.of(form), STD.of(form))), MEAN, STD),
            new Definition("uniform", "U(a, b)", "torch uniform_",
                    form -> new Direct(new Uniform(A.of(form), B.of(form))), A, B));

    /**
     * Checks a constant; the other distributions check themselves.
     *
     * @throws IllegalArgumentException if the distribution is a constant that is not finite, or a truncated normal
     */
    public Direct {
        if (distribution instanceof TruncatedNormal) {
            throw new IllegalArgumentException(
                    "a truncated normal has an initialiser of its own: expected a constant, a normal or a uniform");
        }
        if (distribution instanceof Constant(double value) && !Double.isFinite(value)) {
            throw new IllegalArgumentException("constant val " + value + " is malformed: expected a finite value");
        }
    }

    @Override
    public List<Part> parts(Shape shape, Layout layout) {
        return List.of(new Part(Slice.whole(shape), distribution));
    }

    @Override
    public List<Fans> fans(Shape shape, Layout layout) {
        return List.of();
    }

    /** Returns the written form, for example {@code normal(mean=0.0,std=0.02)}. */
    @Override
    public String toString() {
        return switch (distribution) {
            case Constant constant when constant.equals(new Constant(0)) -> "zeros";
            case Constant constant when constant.equals(new Constant(1)) -> "ones";
            case Constant(double value) -> "constant(val=" + value + ")";
            case Normal(double mean, double std) -> "normal(mean=" + mean + ",std=" + std + ")";
            case Uniform(double low, double high) -> "uniform(a=" + low + ",b=" + high + ")";
            case TruncatedNormal _ -> throw new AssertionError("refused by the constructor");
        };
    }
}
