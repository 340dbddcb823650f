// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.init;

import io.goldilocks.distribution.Distribution;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Variance scale/n, where n is a fan or a mean of both. Its best known members have names as JAX and Keras have them, so that
 * {@code glorot_normal}, {@code he_normal} and {@code lecun_normal} are <b>truncated</b> at 2σ with the std corrected, where
 * torch's {@code xavier_normal} and {@code kaiming_normal} are not.
 *
 * <p>Source: jax, {@code variance_scaling}; Keras, {@code VarianceScaling}; LeCun et al., <i>Efficient BackProp</i>, 1998.
 *
 * @param scale the variance times n, finite and greater than 0
 * @param mode what n is
 * @param draw the family
 */
public record VarianceScaling(double scale, FanMode mode, Draw draw) implements ByFans {
    /** A member with a name of its own; {@code draw} ends the name. */
    private record Named(String stem, double scale, FanMode mode, String reference) {
        String name(Draw draw) {
            return stem + switch (draw) {
                case UNIFORM -> "_uniform";
                case NORMAL -> "_untruncated_normal";
                case TRUNCATED_NORMAL -> "_normal";
            };
        }
    }

    private static final List<Named> NAMED = List.of(
            new Named("lecun", 1, FanMode.FAN_IN, "LeCun et al. 1998"),
            new Named("glorot", 1, FanMode.FAN_AVG,
                    "Glorot and Bengio 2010"),
            new Named("he", 2, FanMode.FAN_IN, "He et al. 2015"));

    private static final Parameter<Double> SCALE = Parameter.number("scale", 1);
    private static final Parameter<FanMode> MODE = Parameter.word("mode", FanMode.class, "fan mode").or("fan_in");
    private static final Parameter<Draw> DRAW = Parameter.word("distribution", Draw.class, "distribution")
            .or("truncated_normal");

    static final List<Definition> DEFINITIONS = definitions();

    /**
     * Checks the scale.
     *
     * @throws IllegalArgumentException if the scale is not finite and positive
     */
    public VarianceScaling {
        if (!(scale > 0) || scale == Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException(
                    "variance_scaling scale " + scale + " is malformed: expected a finite value greater than 0");
        }
    }

    @Override
    public Distribution distribution(Fans fans) {
        return draw.withStd(Math.sqrt(scale / mode.of(fans)));
    }

    /**
     * Returns the written form, for example {@code lecun_normal} or
     * {@code variance_scaling(scale=0.1,mode=fan_geo_avg,distribution=uniform)}.
     */
    @Override
    public String toString() {
        Optional<Named> named = NAMED.stream().filter(known -> known.scale == scale && known.mode == mode).findFirst();
        return named.map(known -> known.name(draw))
                .orElseGet(() -> "variance_scaling(scale=" + scale + ",mode=" + mode + ",distribution=" + draw + ")");
    }

    private static List<Definition> definitions() {
        List<Definition> definitions = new ArrayList<>();
        definitions.add(new Definition("variance_scaling",
                "mean 0, std √(scale/mode); truncated_normal is cut at 2σ and"
                        + " has that std after the cut",
                "jax variance_scaling, Keras VarianceScaling",
                form -> new VarianceScaling(SCALE.of(form), MODE.of(form), DRAW.of(form)), SCALE, MODE, DRAW));
        for (Named named : NAMED) {
            Arrays.stream(Draw.values())
                    .map(draw -> new Definition(named.name(draw),
                            draw.ofStd("√(" + (int) named.scale + "/" + named.mode + ")"),
                            named.reference + (draw == Draw.NORMAL ? "" : "; jax and Keras " + named.name(draw)),
                            form -> new VarianceScaling(named.scale, named.mode, draw)))
                    .forEach(definitions::add);
        }
        return List.copyOf(definitions);
    }
}
