// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.init;

import io.goldilocks.distribution.Distribution;
import io.goldilocks.distribution.Uniform;
import java.util.List;

/**
 * Layers before a sine sin(w0·x): the first is uniform within ±1/fan_in, the others within ±√(6/fan_in)/w0.
 *
 * <p>Source: Sitzmann et al., <i>Implicit neural representations with periodic activation functions</i>, 2020, and its
 * supplement.
 *
 * @param first whether it is the first layer
 * @param w0 the frequency, finite and greater than 0; the first layer does not depend on it
 */
public record Siren(boolean first, double w0) implements ByFans {
    private static final Parameter<Boolean> FIRST = Parameter.flag("first").or("false");
    private static final Parameter<Double> W0 = Parameter.number("w0", 30);

    static final List<Definition> DEFINITIONS = List.of(new Definition("siren",
            "U(±√(6/fan_in)/w0), or U(±1/fan_in) in the first layer", "Sitzmann et al. 2020, SIREN",
            form -> new Siren(FIRST.of(form), W0.of(form)), FIRST, W0));

    /**
     * Checks the frequency.
     *
     * @throws IllegalArgumentException if it is not finite and positive
     */
    public Siren {
        if (!(w0 > 0) || w0 == Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException(
                    "siren w0 " + w0 + " is malformed: expected a finite value greater than 0");
        }
    }

    @Override
    public Distribution distribution(Fans fans) {
        double in = fans.in();
        double bound = first ? 1 / in : Math.sqrt(6 / in) / w0;
        return new Uniform(-bound, bound);
    }

    /** Returns the written form, for example {@code siren(first=false,w0=30.0)}. */
    @Override
    public String toString() {
        return "siren(first=" + first + ",w0=" + w0 + ")";
    }
}
