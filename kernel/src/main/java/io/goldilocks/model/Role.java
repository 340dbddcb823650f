// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.model;

import java.util.Locale;

/** What a tensor is for: what recipes tell tensors apart by. The bias of a layer has the role of its weight. */
public enum Role {
    /** A table of token vectors, or one learned token. */
    EMBEDDING,
    /** Learned absolute positions. */
    POSITION,
    /** Learned token types, as BERT tells two sentences apart. */
    SEGMENT,
    /** Learned relative positions, a bias on the attention scores. */
    RELATIVE_POSITION,
    /** The projection of an image's patches to vectors. */
    PATCH,
    /** Makes attention queries, also by way of a low rank. */
    ATTENTION_QUERY,
    /** Makes attention keys. */
    ATTENTION_KEY,
    /** Makes attention values. */
    ATTENTION_VALUE,
    /** Makes several of queries, keys and values in one. */
    ATTENTION_FUSED,
    /** Ends the residual branch of an attention. */
    ATTENTION_OUT,
    /** Begins an MLP: the widening layer, or the gate and the layer beside it. */
    MLP_IN,
    /** Ends the residual branch of an MLP. */
    MLP_OUT,
    /** Weighs the experts of a mixture. */
    ROUTER,
    /** Begins a state-space mixer. */
    MIXER_IN,
    /** Ends the residual branch of a state-space mixer. */
    MIXER_OUT,
    /** The convolution inside a state-space mixer. */
    CONV,
    /** The dynamics of a state space: decay, skip connection and step size. */
    STATE,
    /** A dense layer between the body and a head. */
    POOLER,
    /** Makes the model's answers: logits over a vocabulary or labels, or spans. */
    HEAD,
    /** Scale and shift of a normalisation. */
    NORM;

    /** Returns the written name, for example {@code attention_out}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
