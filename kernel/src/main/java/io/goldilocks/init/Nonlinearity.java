// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.init;

/**
 * The function that follows a layer, by the name that torch has for it.
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
    SELU;

    /**
     * Finds a nonlinearity by its written name.
     *
     * @param name for example {@code leaky_relu}
     * @return the nonlinearity
     * @throws IllegalArgumentException for an unknown name; the message lists those there are
     */
    public static Nonlinearity parse(String name) {
        return Names.parse(Nonlinearity.class, "nonlinearity", name);
    }

    /**
     * Returns the factor by which torch widens the weights that feed this function.
     *
     * @param a the negative slope; only {@link #LEAKY_RELU} depends on it
     * @return 1, tanh 5/3, relu √2, leaky_relu √(2/(1+a²)), selu 3/4
     */
    public double gain(double a) {
        return switch (this) {
            case LINEAR, CONV1D, CONV2D, CONV3D, CONV_TRANSPOSE1D, CONV_TRANSPOSE2D, CONV_TRANSPOSE3D, SIGMOID -> 1;
            case TANH -> 5.0 / 3;
            case RELU -> Math.sqrt(2);
            case LEAKY_RELU -> Math.sqrt(2 / (1 + a * a));
            case SELU -> 3.0 / 4;
        };
    }

    /** Returns the written name, for example {@code leaky_relu}. */
    @Override
    public String toString() {
        return Names.of(this);
    }
}
