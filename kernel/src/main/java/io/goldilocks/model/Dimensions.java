// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.model;

import java.util.OptionalLong;

/**
 * The sizes of a model that recipes scale by.
 *
 * @param hidden the width of the residual stream
 * @param heads attention heads of a layer, or heads of a state-space mixer
 * @param ffn the inner width of a dense MLP, in a mixture of one expert; nothing for a model without MLPs
 * @param vocab how many tokens there are; nothing for a model that reads none
 * @param encoderLayers layers of the encoder, 0 if there is none
 * @param decoderLayers layers of the decoder, 0 if there is none
 */
public record Dimensions(long hidden, long heads, OptionalLong ffn, OptionalLong vocab, int encoderLayers,
        int decoderLayers) {
    /** A model of one stack. */
    static Dimensions of(Stack stack, long hidden, long layers, long heads, OptionalLong ffn, OptionalLong vocab) {
        boolean encoder = stack == Stack.ENCODER;
        return new Dimensions(hidden, heads, ffn, vocab, encoder ? (int) layers : 0, encoder ? 0 : (int) layers);
    }

    /** A decoder of tokens, as most language models are. */
    static Dimensions decoder(long hidden, long layers, long heads, long ffn, long vocab) {
        return of(Stack.DECODER, hidden, layers, heads, OptionalLong.of(ffn), OptionalLong.of(vocab));
    }
}
