// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.init;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The function that follows a layer, by the name that torch has for it in {@code calculate_gain} or as a function.
 *
 * <p>Source: torch 2.14, {@code torch.nn.init.calculate_gain}.
 */
public enum Nonlinearity {
    /** Identity. */
    LINEAR,
    /** Identity after a convolution. */
    CONV1D,
    /** Identity after a convolution. */
    CONV2D,
    /** Identity after a convolution. */
    CONV3D,
    /** Identity after a transposed convolution. */
    CONV_TRANSPOSE1D,
    /** Identity after a transposed convolution. */
    CONV_TRANSPOSE2D,
    /** Identity after a transposed convolution. */
    CONV_TRANSPOSE3D,
    /** Logistic function. */
    SIGMOID,
    /** Hyperbolic tangent. */
    TANH,
    /** max(0, x). */
    RELU,
    /** x where x is positive, a·x elsewhere. */
    LEAKY_RELU,
    /** Scaled exponential linear unit. */
    SELU,
    /** x·Φ(x), the Gaussian error linear unit; torch has no gain for it. */
    GELU,
    /** x·σ(x), the sigmoid linear unit, also called swish; torch has no gain for it. */
    SILU;

    /** 1/√E[gelu(x)²] for x from N(0, 1), so that the second moment of what comes out is 1 if that of what goes in is. */
    private static final double GELU_GAIN = 1.5335304411955353;
    /** 1/√E[silu(x)²], likewise. */
    private static final double SILU_GAIN = 1.676532470331091;

    /** torch's, where a gain is asked for without a slope. */
    private static final double DEFAULT_SLOPE = 0.01;

    private static final Pattern LEAKY_RELU_OF = Pattern.compile("leaky_relu\\((.*)\\)");

    /** Reads a gain: a number, or the name of a nonlinearity that has one, with its slope as in leaky_relu(0.2). */
    static double gain(String key, String text) {
        if (text.isEmpty() || !Character.isLetter(text.charAt(0))) {
            return Numbers.finite(key, text);
        }
        Matcher sloped = LEAKY_RELU_OF.matcher(text);
        return sloped.matches()
                ? LEAKY_RELU.gain(Numbers.finite("slope", sloped.group(1).strip()))
                : Names.parse(Nonlinearity.class, "nonlinearity", text).gain(DEFAULT_SLOPE);
    }

    /**
     * Returns the factor by which the weights that feed this function are widened: torch's, where it has one.
     *
     * @param a the negative slope; only {@link #LEAKY_RELU} depends on it
     * @return 1, tanh 5/3, relu √2, leaky_relu √(2/(1+a²)), selu 3/4, gelu 1.5335 and silu 1.6765
     */
    public double gain(double a) {
        return switch (this) {
            case LINEAR, CONV1D, CONV2D, CONV3D, CONV_TRANSPOSE1D, CONV_TRANSPOSE2D, CONV_TRANSPOSE3D, SIGMOID -> 1;
            case TANH -> 5.0 / 3;
            case RELU -> Math.sqrt(2);
            case LEAKY_RELU -> Math.sqrt(2 / (1 + a * a));
            case SELU -> 3.0 / 4;
            case GELU -> GELU_GAIN;
            case SILU -> SILU_GAIN;
        };
    }

    /** Returns the written name, for example {@code leaky_relu}. */
    @Override
    public String toString() {
        return Names.of(this);
    }
}
