// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.init;

import io.goldilocks.distribution.Distribution;
import java.util.Arrays;
import java.util.List;

/**
 * Xavier or Glorot: std = gain·√(2/(fan_in + fan_out)).
 *
 * <p>Source: Glorot and Bengio, <i>Understanding the difficulty of training deep feedforward neural networks</i>, 2010;
 * torch 2.14, {@code xavier_uniform_} and {@code xavier_normal_}.
 *
 * @param draw the family
 * @param gain a factor on the std, finite and at least 0
 */
public record Xavier(Draw draw, double gain) implements ByFans {
    private static final Parameter<Double> GAIN = Parameter.gain("gain").or("1.0");

    static final List<Definition> DEFINITIONS = Arrays.stream(Draw.values())
            .map(draw -> new Definition("xavier_" + draw, draw.ofStd("gain·√(2/(fan_in + fan_out))"),
                    "Glorot and Bengio 2010" + (draw == Draw.TRUNCATED_NORMAL ? "" : "; torch xavier_" + draw + "_"),
                    form -> new Xavier(draw, GAIN.of(form)), GAIN))
            .toList();

    /**
     * Checks the gain.
     *
     * @throws IllegalArgumentException if the gain is negative or not finite
     */
    public Xavier {
        if (!(gain >= 0) || gain == Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException("xavier_" + draw + " gain " + gain + " is malformed: expected a finite "
                    + "value of at least 0");
        }
    }

    @Override
    public Distribution distribution(Fans fans) {
        return draw.withStd(gain * Math.sqrt(2 / ((double) fans.in() + fans.out())));
    }

    /** Returns the written form, for example {@code xavier_uniform(gain=1.0)}. */
    @Override
    public String toString() {
        return "xavier_" + draw + "(gain=" + gain + ")";
    }
}
