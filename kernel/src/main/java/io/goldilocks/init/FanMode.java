// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.init;

/** Which fan, or mean of both, scales a layer's weights; torch's and JAX's {@code mode}. */
public enum FanMode {
    /** Keeps the variance of the activations in the forward pass. */
    FAN_IN,
    /** Keeps the variance of the gradients in the backward pass. */
    FAN_OUT,
    /** The arithmetic mean of both. */
    FAN_AVG,
    /** The geometric mean of both. */
    FAN_GEO_AVG;

    /**
     * Computes the number that the variance is divided by.
     *
     * @param fans both fans
     * @return the fan, or the mean, that this mode names
     */
    public double of(Fans fans) {
        double in = fans.in();
        double out = fans.out();
        return switch (this) {
            case FAN_IN -> in;
            case FAN_OUT -> out;
            case FAN_AVG -> (in + out) / 2;
            case FAN_GEO_AVG -> Math.sqrt(in * out);
        };
    }

    /** Returns the written name, for example {@code fan_in}. */
    @Override
    public String toString() {
        return Names.of(this);
    }
}
