// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.model;

/** The two kinds of stacks that transformers are built of; a model has one of them, or one of each. */
public enum Stack {
    /** Layers that see the whole input, as in BERT and ViT. */
    ENCODER,
    /** Layers that each see the past alone, as in GPT; a state-space model counts here. */
    DECODER
}
