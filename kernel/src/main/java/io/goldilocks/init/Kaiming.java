// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.init;

/**
 * Kaiming or He: std = gain/√fan, with the gain of the nonlinearity that follows.
 *
 * <p>Source: He et al., <i>Delving deep into rectifiers</i>, 2015; torch 2.14, {@code kaiming_uniform_} and
 * {@code kaiming_normal_}.
 *
 * @param draw the family
 * @param a the negative slope of leaky_relu, finite; other nonlinearities ignore it
 * @param mode which fan
 * @param nonlinearity the function that follows the layer
 */
public record Kaiming(Draw draw, double a, FanMode mode, Nonlinearity nonlinearity) implements FanScaled {
    /**
     * Checks the slope.
     *
     * @throws IllegalArgumentException if {@code a} is not finite
     */
    public Kaiming {
        if (!Double.isFinite(a)) {
            throw new IllegalArgumentException(
                    "kaiming_" + draw + " a " + a + " is malformed: expected a finite negative slope");
        }
    }

    @Override
    public double std(Fans fans) {
        return nonlinearity.gain(a) / Math.sqrt((double) mode.of(fans));
    }

    /** Returns the written form, for example {@code kaiming_normal(a=0.0,mode=fan_in,nonlinearity=relu)}. */
    @Override
    public String toString() {
        return "kaiming_" + draw + "(a=" + a + ",mode=" + mode + ",nonlinearity=" + nonlinearity + ")";
    }
}
