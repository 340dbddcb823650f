// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.init;

import io.goldilocks.distribution.Distribution;
import java.util.List;

/**
 * T-Fixup, for transformers without normalisation or warm-up: Xavier's uniform, narrowed for the values and the output of
 * every attention and for the MLPs, and the embeddings narrowed likewise. Queries and keys have Xavier's own.
 *
 * <p>Source: Huang et al., <i>Improving transformer optimization through better initialization</i>, 2020: 0.67·N^−¼ in an
 * encoder of N layers, (9·N)^−¼ in a decoder and for embeddings, which are N(0, 1/dim) before.
 *
 * @param weights what is narrowed
 * @param layers how many layers the stack has, at least 1
 */
public record TFixup(Weights weights, long layers) implements ByFans {
    /** What is narrowed. */
    public enum Weights {
        /** A weight of the encoder. */
        ENCODER,
        /** A weight of the decoder. */
        DECODER,
        /** The table of token vectors. */
        EMBEDDING;

        /** Returns the written name, for example {@code encoder}. */
        @Override
        public String toString() {
            return Names.of(this);
        }
    }

    private static final Parameter<Weights> WEIGHTS = Parameter.word("weights", Weights.class, "weights of t_fixup");
    private static final Parameter<Long> LAYERS = Parameter.whole("layers");

    static final List<Definition> DEFINITIONS = List.of(new Definition("t_fixup",
            "xavier_uniform with gain 0.67·layers^-¼ (encoder) or (9·layers)^-¼ (decoder);"
                    + " N(0, std²), std = (9·layers)^-¼/√fan_in (embedding)",
            "Huang et al. 2020, T-Fixup", form -> new TFixup(WEIGHTS.of(form), LAYERS.of(form)), WEIGHTS, LAYERS));

    /**
     * Checks the depth.
     *
     * @throws IllegalArgumentException if {@code layers} is not positive
     */
    public TFixup {
        if (layers < 1) {
            throw new IllegalArgumentException("t_fixup layers " + layers + " is malformed: expected at least 1");
        }
    }

    /**
     * Computes the factor on the std.
     *
     * @return the gain
     */
    public double gain() {
        return weights == Weights.ENCODER ? 0.67 / fourthRoot((double) layers) : 1 / fourthRoot(9.0 * layers);
    }

    @Override
    public Distribution distribution(Fans fans) {
        return weights == Weights.EMBEDDING
                ? Draw.NORMAL.withStd(gain() / Math.sqrt((double) fans.in()))
                : new Xavier(Draw.UNIFORM, gain()).distribution(fans);
    }

    /** Returns the written form, for example {@code t_fixup(weights=encoder,layers=6)}. */
    @Override
    public String toString() {
        return "t_fixup(weights=" + weights + ",layers=" + layers + ")";
    }

    static double fourthRoot(double value) {
        return Math.sqrt(Math.sqrt(value));
    }
}
