// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.init;

import io.goldilocks.distribution.Distribution;
import java.util.Arrays;
import java.util.List;

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
public record Kaiming(Draw draw, double a, FanMode mode, Nonlinearity nonlinearity) implements ByFans {
    private static final Parameter<Double> A = Parameter.number("a", 0);
    private static final Parameter<FanMode> MODE = Parameter.word("mode", FanMode.class, "fan mode").or("fan_in");
    private static final Parameter<Nonlinearity> NONLINEARITY = Parameter
            .word("nonlinearity", Nonlinearity.class, "nonlinearity").or("leaky_relu");

    static final List<Definition> DEFINITIONS = Arrays.stream(Draw.values())
            .map(draw -> new Definition("kaiming_" + draw, draw.ofStd("gain(nonlinearity, a)/√mode"),
                    "He et al. 2015" + (draw == Draw.TRUNCATED_NORMAL ? "" : "; torch kaiming_" + draw + "_"),
                    form -> new Kaiming(draw, A.of(form), MODE.of(form), NONLINEARITY.of(form)), A, MODE, NONLINEARITY))
            .toList();

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
    public Distribution distribution(Fans fans) {
        return draw.withStd(nonlinearity.gain(a) / Math.sqrt(mode.of(fans)));
    }

    /** Returns the written form, for example {@code kaiming_normal(a=0.0,mode=fan_in,nonlinearity=relu)}. */
    @Override
    public String toString() {
        return "kaiming_" + draw + "(a=" + a + ",mode=" + mode + ",nonlinearity=" + nonlinearity + ")";
    }
}
