// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.model;

import io.goldilocks.init.Initializers;
import java.util.OptionalLong;
import java.util.function.BiConsumer;

/**
 * The frame that Llama and its kin share: token embeddings, layers, a last norm.
 *
 * @param config the config
 * @param vocab how many tokens there are
 * @param hidden the width of the residual stream
 * @param heads attention heads of a layer
 * @param layers how many layers
 * @param embedding the rule of token embeddings
 * @param weight the rule of dense layers
 * @param norm the rule of norms
 */
record Decoder(ModelConfig config, long vocab, long hidden, long heads, long layers, Rule embedding, Rule weight,
        Rule norm) {
    /** Reads a decoder whose norms multiply by their weight, without a padding token unless it is stated. */
    static Decoder of(ModelConfig config) {
        return of(config, BaseRule.NORM, OptionalLong.empty());
    }

    /** Reads a decoder of the Gemma kind: its norms multiply by 1 + their weight, and token 0 pads. */
    static Decoder gemma(ModelConfig config) {
        return of(config, new Rule("norm", Initializers.zeros()), OptionalLong.of(0));
    }

    private static Decoder of(ModelConfig config, Rule norm, OptionalLong padding) {
        long vocab = config.size("vocab_size");
        Rule weight = BaseRule.weight(config);
        return new Decoder(config, vocab, config.size("hidden_size"), config.size("num_attention_heads"),
                config.size("num_hidden_layers"), BaseRule.padded(config, weight, vocab, padding), weight, norm);
    }

    /** What the library says of routers and routed experts: it takes the range of their weights as it stands. */
    Decoder routed() {
        return new Decoder(config, vocab, hidden, heads, layers, embedding, BaseRule.statedWeight(config), norm);
    }

    /** Adds the frame around the layers, which the caller fills. */
    Dimensions add(PlanBuilder plan, long ffn, BiConsumer<PlanBuilder, Integer> layer) {
        plan.embedding("embed_tokens", Role.EMBEDDING, embedding, vocab, hidden);
        plan.layers("layers", Stack.DECODER, "num_hidden_layers", layers, layer);
        plan.norm("norm", norm, hidden);
        return Dimensions.decoder(hidden, layers, heads, ffn, vocab);
    }

    /** Adds norms of the width of the stream. */
    void norms(PlanBuilder layer, String... modules) {
        for (String module : modules) {
            layer.norm(module, norm, hidden);
        }
    }

    /** Adds {@code gate}, which weighs experts. */
    void router(PlanBuilder mlp, long experts) {
        mlp.linear("gate", Role.ROUTER, weight, false, experts, hidden);
    }

    /** Adds an MLP with a gate and without biases. */
    void gatedMlp(PlanBuilder mlp, long inner) {
        gatedMlp(mlp, false, inner);
    }

    /** Adds {@code gate_proj}, {@code up_proj} and {@code down_proj}: an MLP with a gate. */
    void gatedMlp(PlanBuilder mlp, boolean bias, long inner) {
        mlp.linear("gate_proj", Role.MLP_IN, weight, bias, inner, hidden);
        mlp.linear("up_proj", Role.MLP_IN, weight, bias, inner, hidden);
        mlp.linear("down_proj", Role.MLP_OUT, weight, bias, hidden, inner);
    }
}
