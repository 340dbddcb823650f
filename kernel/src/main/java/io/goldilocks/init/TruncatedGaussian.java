// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.init;

import io.goldilocks.distribution.Distribution;
import io.goldilocks.distribution.Normal;
import io.goldilocks.distribution.TruncatedMoments;
import io.goldilocks.distribution.TruncatedNormal;
import io.goldilocks.tensor.Shape;
import io.goldilocks.tensor.Slice;
import java.util.List;

/**
 * A Gaussian without its tails. Bounds in σ and absolute bounds are written differently, because mixing them up is a defect of
 * long standing: torch's {@code trunc_normal_} cuts at the <b>values</b> −2 and 2 by default, which at std 0.02 are 100σ and
 * cut nothing off.
 *
 * <p>Not corrected, {@code std} is that of the Gaussian before it is cut, as in torch and in {@code jax.random}; corrected, it
 * is that of the values themselves, as in the variance scaling of JAX and Keras, and bounds in σ count the wider σ of the
 * Gaussian that is cut.
 *
 * <p>Source: torch 2.14, {@code trunc_normal_}; jax, {@code truncated_normal}; timm, {@code trunc_normal_tf_}.
 *
 * @param mean the mean of the Gaussian before it is cut
 * @param std the standard deviation, greater than 0
 * @param bounds where it is cut off
 * @param corrected whether {@code std} is that of the values, rather than of the Gaussian before it is cut
 */
public record TruncatedGaussian(double mean, double std, Bounds bounds, boolean corrected) implements Initializer {
    private static final Parameter<Double> MEAN = Parameter.number("mean", 0);
    private static final Parameter<Double> STD = Parameter.number("std", 1);
    private static final Parameter<Bounds> BOUNDS = Parameter.bounds("bounds").or("2sigma");
    private static final Parameter<Double> A = Parameter.extended("a").or("-2.0");
    private static final Parameter<Double> B = Parameter.extended("b").or("2.0");
    private static final Parameter<Double> ABSOLUTE_A = Parameter.extended("a").or("none");
    private static final Parameter<Double> ABSOLUTE_B = Parameter.extended("b").or("none");
    private static final Parameter<Boolean> CORRECTED = Parameter.flag("corrected").or("false");

    static final List<Definition> DEFINITIONS = List.of(
            new Definition("truncated_normal",
                    "N(mean, σ²) on mean + bounds·σ, or on [a, b] where these are written instead of bounds;"
                            + " σ = std, or such that the values have std if corrected",
                    "jax truncated_normal, timm trunc_normal_tf_", TruncatedGaussian::read, MEAN, STD, BOUNDS,
                    ABSOLUTE_A, ABSOLUTE_B, CORRECTED),
            new Definition("trunc_normal", "N(mean, std²) on [a, b]: values, not multiples of std",
                    "torch trunc_normal_", form -> new TruncatedGaussian(MEAN.of(form), STD.of(form),
                            new Bounds.Absolute(A.of(form), B.of(form)), false),
                    MEAN, STD, A, B));

    /** How often the distance to the σ that is looked for is halved. */
    private static final int HALVINGS = 60;

    /**
     * Checks the parameters.
     *
     * @throws IllegalArgumentException if the mean is not finite, {@code std} not finite and positive, the bounds begin too far
     *     from the mean, or no Gaussian cut at the absolute bounds has that {@code std}
     */
    public TruncatedGaussian {
        distribution(mean, std, bounds, corrected);
    }

    /**
     * Makes the one that JAX and Keras scale: mean 0, cut at ±2σ, with the std that is asked for.
     *
     * @param std the standard deviation of the values, at least 0
     * @return the distribution
     */
    static Distribution twoSigmas(double std) {
        return std == 0 ? new Normal(0, 0) : distribution(0, std, new Bounds.Sigmas(-2, 2), true);
    }

    @Override
    public List<Part> parts(Shape shape, Layout layout) {
        return List.of(new Part(Slice.whole(shape), distribution(mean, std, bounds, corrected)));
    }

    @Override
    public List<Fans> fans(Shape shape, Layout layout) {
        return List.of();
    }

    /** Returns the written form, for example {@code truncated_normal(mean=0.0,std=0.02,bounds=2.0sigma,corrected=true)}. */
    @Override
    public String toString() {
        return "truncated_normal(mean=" + mean + ",std=" + std + "," + bounds + ",corrected=" + corrected + ")";
    }

    private static TruncatedGaussian read(WrittenForm form) {
        boolean absolute = form.arguments().containsKey("a") || form.arguments().containsKey("b");
        if (absolute && form.arguments().containsKey("bounds")) {
            throw form.malformed("bounds and a, b are given: expected bounds in sigma, or absolute a and b");
        }
        Bounds bounds = absolute ? new Bounds.Absolute(required(A, form), required(B, form)) : BOUNDS.of(form);
        return new TruncatedGaussian(MEAN.of(form), STD.of(form), bounds, CORRECTED.of(form));
    }

    private static double required(Parameter<Double> parameter, WrittenForm form) {
        return parameter.ifWritten(form).orElseThrow(() -> form.malformed(
                "absolute bounds need both a and b, which may be -inf and inf; " + parameter.name() + " is missing"));
    }

    private static TruncatedNormal distribution(double mean, double std, Bounds bounds, boolean corrected) {
        return switch (bounds) {
            case Bounds.Sigmas(double low, double high) -> {
                double sigma = corrected ? std / TruncatedMoments.of(low, high).std() : std;
                yield new TruncatedNormal(mean, sigma, mean + low * sigma, mean + high * sigma);
            }
            case Bounds.Absolute(double a, double b) ->
                new TruncatedNormal(mean, corrected ? sigmaWithin(mean, std, a, b) : std, a, b);
        };
    }

    /** The σ at which a Gaussian cut at absolute bounds has a given std: it grows with σ, up to that of the uniform. */
    private static double sigmaWithin(double mean, double std, double a, double b) {
        if (!(a <= mean && mean <= b)) {
            throw new IllegalArgumentException("truncated_normal mean " + mean + " is outside [" + a + ", " + b
                    + "], where std cannot be corrected: expected a mean within the bounds, or corrected=false");
        }
        // Beyond it lies the uniform; just below, σ is lost in rounding.
        if (std >= (b - a) / Math.sqrt(12) * (1 - 1e-9)) {
            throw new IllegalArgumentException("truncated_normal std " + std + " cannot be had on [" + a + ", " + b
                    + "]: expected less than (b - a)/√12, or corrected=false");
        }
        double low = std;
        double high = std;
        while (high * TruncatedMoments.of((a - mean) / high, (b - mean) / high).std() < std) {
            high *= 2;
        }
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (low + high) / 2;
            if (middle * TruncatedMoments.of((a - mean) / middle, (b - mean) / middle).std() < std) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }
}
