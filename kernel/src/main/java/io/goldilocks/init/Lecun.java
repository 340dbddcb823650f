// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.init;

/**
 * LeCun: std = 1/√fan_in, so that the uniform bound is √(3/fan_in). The normal is <b>not truncated</b>, where the one of
 * JAX and Keras is.
 *
 * <p>Source: LeCun et al., <i>Efficient BackProp</i>, 1998.
 *
 * @param draw the family
 */
public record Lecun(Draw draw) implements FanScaled {
    @Override
    public double std(Fans fans) {
        return 1 / Math.sqrt((double) fans.in());
    }

    /** Returns the written form, for example {@code lecun_normal}. */
    @Override
    public String toString() {
        return "lecun_" + draw;
    }
}
