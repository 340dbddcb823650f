// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.init;

import io.goldilocks.distribution.Distribution;
import java.util.List;

/**
 * DeepNorm: Xavier's normal with gain β for the values and the output of every attention and for the MLPs, beside residual
 * branches to which α times the input is added before the norm. Queries and keys have a gain of 1, which is
 * {@code xavier_normal}. α is half of the method: {@link #alpha} gives it.
 *
 * <p>Source: Wang et al., <i>DeepNet: scaling transformers to 1,000 layers</i>, 2022, figure 2.
 *
 * @param stack the stack that the weight belongs to
 * @param layers how many layers that stack has, at least 1
 * @param otherLayers how many layers the other stack has, 0 if there is none
 */
public record DeepNorm(Stack stack, long layers, long otherLayers) implements ByFans {
    /** A stack of a transformer. */
    public enum Stack {
        /** Reads the input. */
        ENCODER,
        /** Writes the output. */
        DECODER;

        /** Returns the written name, for example {@code encoder}. */
        @Override
        public String toString() {
            return Names.of(this);
        }
    }

    private static final Parameter<Stack> STACK = Parameter.word("stack", Stack.class, "stack");
    private static final Parameter<Long> LAYERS = Parameter.whole("layers");
    private static final Parameter<Long> OTHER_LAYERS = Parameter.whole("other_layers").or("0");

    static final List<Definition> DEFINITIONS = List.of(new Definition("deepnorm",
            "xavier_normal with gain (8·layers)^-¼; beside another stack 0.87·(layers⁴·other_layers)^-1/16 in the encoder,"
                    + " (12·layers)^-¼ in the decoder",
            "Wang et al. 2022, DeepNet",
            form -> new DeepNorm(STACK.of(form), LAYERS.of(form), OTHER_LAYERS.of(form)), STACK, LAYERS,
            OTHER_LAYERS));

    /**
     * Checks the depths.
     *
     * @throws IllegalArgumentException if the stack has no layer, or the other a negative number
     */
    public DeepNorm {
        if (layers < 1 || otherLayers < 0) {
            throw new IllegalArgumentException("deepnorm layers " + layers + " and other_layers " + otherLayers
                    + " are malformed: expected layers >= 1 and other_layers >= 0");
        }
    }

    /**
     * Computes the factor on the input that is added to each residual branch.
     *
     * @return α
     */
    public double alpha() {
        if (otherLayers == 0) {
            return TFixup.fourthRoot(2.0 * layers);
        }
        return stack == Stack.ENCODER ? 0.81 * joint() : TFixup.fourthRoot(3.0 * layers);
    }

    /**
     * Computes the factor on the std.
     *
     * @return β
     */
    public double beta() {
        if (otherLayers == 0) {
            return 1 / TFixup.fourthRoot(8.0 * layers);
        }
        return stack == Stack.ENCODER ? 0.87 / joint() : 1 / TFixup.fourthRoot(12.0 * layers);
    }

    @Override
    public Distribution distribution(Fans fans) {
        return new Xavier(Draw.NORMAL, beta()).distribution(fans);
    }

    /** Returns the written form, for example {@code deepnorm(stack=decoder,layers=100,other_layers=0)}. */
    @Override
    public String toString() {
        return "deepnorm(stack=" + stack + ",layers=" + layers + ",other_layers=" + otherLayers + ")";
    }

    /** (N⁴·M)^(1/16) for the encoder's N and the decoder's M layers. */
    private double joint() {
        return TFixup.fourthRoot((double) layers) * TFixup.fourthRoot(TFixup.fourthRoot((double) otherLayers));
    }
}
